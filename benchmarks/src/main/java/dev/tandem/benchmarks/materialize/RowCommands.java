package dev.tandem.benchmarks.materialize;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.MadeProject;
import dev.tandem.benchmarks.RedisProcess;
import dev.tandem.definition.ValueType;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.RowAddress;
import dev.tandem.registry.StoredView;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;

/**
 * The newest rows of a view's entities as SET commands, chosen by Spark's own SQL, independently of Tandem, and packed as Tandem packs them.
 *
 * @param newest a file of these
 * @param older the same rows, each a day older
 */
record RowCommands(Path newest, Path older, long generation) {
    private static final int BATCH = 2_000;
    private static final int BUFFER = 1 << 20;
    private static final int WRITE_TIME_END = 7;
    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    /** Makes the files for a view of one INT64 key, called {@code customer}, whose event time is {@code ordered_at}. */
    static RowCommands make(MadeProject project, String view, Path source, Path folder) throws IOException {
        StoredView stored = project.history().state().stored(view);
        RowSchema schema = stored.schema();
        String features = schema.columns().stream().map(RowSchema.Column::name).collect(Collectors.joining(", "));
        Iterator<Row> rows = project.spark()
                .sql(
                        "select customer, max(ordered_at), max_by(struct(%s), ordered_at) from parquet.`%s` group by customer"
                                .formatted(features, source))
                .toLocalIterator();
        RowCommands commands =
                new RowCommands(folder.resolve("newest.resp"), folder.resolve("older.resp"), stored.generation());
        byte[] prefix = (MadeProject.name() + "/" + Long.toString(stored.generation(), 36) + "/")
                .getBytes(StandardCharsets.UTF_8);
        RowWriter writer = new RowWriter(schema);
        try (OutputStream newest = open(commands.newest);
                OutputStream older = open(commands.older)) {
            while (rows.hasNext()) {
                Row row = rows.next();
                byte[] key = EntityKey.pack(List.of(ValueType.INT64), ValueSource.of(List.of(row.getLong(0))))
                        .orElseThrow();
                long time = Micros.of(row.<Instant>getAs(1));
                ValueSource values = ValueSource.of(objects(row.getStruct(2)));
                set(newest, prefix, key, writer.write(time, RowWriter.NO_CREATED_TIME, 0, values));
                set(older, prefix, key, writer.write(time - DAY, RowWriter.NO_CREATED_TIME, 0, values));
            }
        }
        return commands;
    }

    private static List<Object> objects(Row row) {
        List<Object> values = new ArrayList<>(row.size());
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        return values;
    }

    private static OutputStream open(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    }

    private static void set(OutputStream out, byte[] prefix, byte[] key, byte[] row) throws IOException {
        out.write(("*3\r\n$3\r\nSET\r\n$" + (prefix.length + key.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(prefix);
        out.write(key);
        out.write(("\r\n$" + row.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(row);
        out.write('\r');
        out.write('\n');
    }

    /**
     * Compares what is stored with the newest rows, all but the time of writing.
     *
     * @throws TandemException when anything differs, or there are other keys
     */
    void check(RedisProcess redis, long entities) throws IOException, InterruptedException {
        if (redis.keys() != entities) {
            throw new TandemException("%,d keys are stored, not %,d".formatted(redis.keys(), entities));
        }
        long seen = 0;
        try (OnlineStore store = OnlineStore.connect(redis.uri(), MadeProject.name(), OnlineSettings.DEFAULT);
                DataInputStream in =
                        new DataInputStream(new BufferedInputStream(Files.newInputStream(newest), BUFFER))) {
            List<RowAddress> addresses = new ArrayList<>(BATCH);
            List<byte[]> rows = new ArrayList<>(BATCH);
            while (readLine(in).startsWith("*")) {
                readSized(in);
                byte[] key = readSized(in);
                int prefix = new String(key, StandardCharsets.ISO_8859_1)
                                .indexOf('/', MadeProject.name().length() + 1)
                        + 1;
                addresses.add(new RowAddress(generation, Arrays.copyOfRange(key, prefix, key.length)));
                rows.add(readSized(in));
                seen++;
                if (addresses.size() == BATCH || seen == entities) {
                    compare(rows, store.read(addresses).join());
                    addresses.clear();
                    rows.clear();
                }
            }
        }
        if (seen != entities) {
            throw new TandemException("%,d rows were to be compared, and %,d were".formatted(entities, seen));
        }
    }

    private static void compare(List<byte[]> wanted, List<byte[]> stored) {
        for (int i = 0; i < wanted.size(); i++) {
            byte[] row = wanted.get(i);
            byte[] found = stored.get(i);
            if (found == null || !Arrays.equals(row, WRITE_TIME_END, row.length, found, WRITE_TIME_END, found.length)) {
                throw new TandemException("A stored row differs from the one that Spark's SQL chose");
            }
        }
    }

    private static byte[] readSized(DataInputStream in) throws IOException {
        byte[] bytes = new byte[Integer.parseInt(readLine(in).substring(1))];
        in.readFully(bytes);
        in.skipNBytes(2);
        return bytes;
    }

    private static String readLine(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int read = in.read();
        while (read != '\r' && read >= 0) {
            line.append((char) read);
            read = in.read();
        }
        in.read();
        return line.toString();
    }
}
