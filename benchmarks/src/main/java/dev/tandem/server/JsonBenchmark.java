package dev.tandem.server;

import dev.tandem.benchmarks.micro.WideRow;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import dev.tandem.server.JsonOutput.Times;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An answer's fifty values and their times as JSON. It stands in the server's package, for what it measures is nobody else's. */
@State(Scope.Thread)
@NullMarked
public class JsonBenchmark {
    private final ValueSource values = WideRow.values();
    private final JsonBytes document = new JsonBytes();

    /** As the server writes it: into memory that is used again. */
    @Benchmark
    public int straight() {
        document.clear();
        for (int i = 0; i < values.size(); i++) {
            document.value(WideRow.type(i), values, i, Times.EPOCH_SECONDS);
            document.raw(',');
            document.time(WideRow.EVENT_TIME);
            document.raw(',');
        }
        return document.size();
    }

    /** By Jackson's generator, which is the plain way. */
    @Benchmark
    public int generator() {
        return JsonOutput.write(json -> {
                    json.writeStartArray();
                    for (int i = 0; i < values.size(); i++) {
                        JsonOutput.value(json, WideRow.type(i), values, i, Times.EPOCH_SECONDS);
                        json.writeString(Micros.instant(WideRow.EVENT_TIME).toString());
                    }
                    json.writeEndArray();
                })
                .size();
    }
}
