package dev.tandem.benchmarks.micro;

import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What every stored row goes through: it is decoded for an answer, and compared with another to tell which is newer. */
@State(Scope.Thread)
public class RowBenchmark {
    private static final long SECOND = 1_000_000;

    private final RowSchema schema = WideRow.schema();
    private final byte[] row = WideRow.packed(WideRow.EVENT_TIME);
    private final byte[] copy = WideRow.packed(WideRow.EVENT_TIME);
    private final byte[] newer = WideRow.packed(WideRow.EVENT_TIME + SECOND);

    /** Decodes a row and looks at each of its fifty values. */
    @Benchmark
    public void decode(Blackhole seen) {
        ValueSource values = PackedRow.of(row).values(schema);
        for (int i = 0; i < values.size(); i++) {
            if (values.isNull(i)) {
                continue;
            }
            switch (WideRow.type(i).kind()) {
                case FLOAT64 -> seen.consume(values.doubleAt(i));
                case INT64 -> seen.consume(values.longAt(i));
                case BOOL -> seen.consume(values.booleanAt(i));
                default -> seen.consume(values.bytesAt(i));
            }
        }
    }

    /** Compares two rows of different times, as nearly all are. */
    @Benchmark
    public int compareTimes() {
        return PackedRow.compare(row, newer);
    }

    /** Compares a row with its replay: all bytes are equal. */
    @Benchmark
    public int compareReplay() {
        return PackedRow.compare(row, copy);
    }
}
