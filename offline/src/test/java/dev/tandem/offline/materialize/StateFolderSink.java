package dev.tandem.offline.materialize;

import dev.tandem.offline.RowSink;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.WindowPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** An online store of one windowed view in a folder: one file for each entity, into which new bases are put as into Redis. */
record StateFolderSink(String folder, WindowPlan plan) implements RowSink {
    private static final String UNFINISHED = ".tmp";

    /** The states by entity, both in hexadecimal digits. */
    Map<String, String> content() {
        Map<String, String> content = new TreeMap<>();
        if (Files.notExists(Path.of(folder))) {
            return content;
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path file : files.toList()) {
                if (!file.toString().endsWith(UNFINISHED)) {
                    content.put(file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is stored of an entity. */
    EntityWindows state(byte[] key) {
        try {
            Path file = file(key);
            return Files.exists(file) ? EntityWindows.read(plan, Files.readAllBytes(file)) : EntityWindows.none(plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(byte[] key) {
        return Path.of(folder, HexFormat.of().formatHex(key));
    }

    @Override
    public Writer open() {
        return new Writer() {
            @Override
            public Outcome write(List<Entry> batch) {
                return batch.stream().map(StateFolderSink.this::write).reduce(Outcome.NONE, Outcome::plus);
            }

            @Override
            public void close() {}
        };
    }

    private Outcome write(Entry entry) {
        synchronized (StateFolderSink.class) {
            try {
                EntityWindows stored = state(entry.entityKey());
                byte[] before = stored.write();
                byte[] after =
                        stored.rebase(EntityWindows.read(plan, entry.row())).write();
                if (Arrays.equals(before, after)) {
                    return new Outcome(0, 1);
                }
                Files.createDirectories(Path.of(folder));
                Path unfinished = Path.of(folder, UUID.randomUUID() + UNFINISHED);
                Files.write(unfinished, after);
                Files.move(unfinished, file(entry.entityKey()), StandardCopyOption.ATOMIC_MOVE);
                return new Outcome(1, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
