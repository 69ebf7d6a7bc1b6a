package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink;
import dev.tandem.row.PackedRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** An online store in a folder: one file for each entity, replaced at one stroke by a newer row. It survives its process. */
record FolderSink(String folder) implements RowSink {
    /** Behind the write time, which differs from run to run. */
    private static final int ORDER = 7;

    private static final String UNFINISHED = ".tmp";

    static FolderSink in(Path folder) {
        return new FolderSink(folder.toString());
    }

    /** The rows without their write times, by entity; both in hexadecimal digits. */
    Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        if (Files.notExists(Path.of(folder))) {
            return content;
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path file : files.toList()) {
                if (!file.toString().endsWith(UNFINISHED)) {
                    content.put(file.getFileName().toString(), withoutWriteTime(Files.readAllBytes(file)));
                }
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String withoutWriteTime(byte[] row) {
        return HexFormat.of().formatHex(row, ORDER, row.length);
    }

    @Override
    public Writer open() {
        return new Writer() {
            @Override
            public Outcome write(List<Entry> batch) {
                return batch.stream().map(FolderSink.this::write).reduce(Outcome.NONE, Outcome::plus);
            }

            @Override
            public void close() {}
        };
    }

    private Outcome write(Entry entry) {
        Path file = Path.of(folder, HexFormat.of().formatHex(entry.entityKey()));
        synchronized (FolderSink.class) {
            try {
                if (Files.exists(file) && PackedRow.compare(entry.row(), Files.readAllBytes(file)) <= 0) {
                    return new Outcome(0, 1);
                }
                Files.createDirectories(Path.of(folder));
                Path unfinished = Path.of(folder, UUID.randomUUID() + UNFINISHED);
                Files.write(unfinished, entry.row());
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
                return new Outcome(1, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
