package dev.tandem.server;

import dev.tandem.TandemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The folder that takes pushed rows for the offline side: {@code <folder>/<source>/<day>-<instance>.jsonl}, one JSON object a line. The
 * day is that of the push, in UTC; the instance is this server, so that several servers share a folder without sharing a file. Rows are on
 * the disk when {@link #append} returns. A server that is killed while it appends can leave a last line without an end; such a line was
 * never acknowledged, and readers skip it. Thread-safe.
 */
final class Landing {
    private final Path folder;
    private final InstantSource clock;
    private final String instance = UUID.randomUUID().toString().substring(0, 8);
    private final ConcurrentMap<String, Object> locks = new ConcurrentHashMap<>();

    Landing(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Appends whole lines to a source's file of the day: all of them, or, when it throws, none.
     *
     * @throws TandemException when the disk does not take them
     */
    void append(String source, ByteArrayOutputStream lines) {
        Path file = folder.resolve(source)
                .resolve("%s-%s.jsonl".formatted(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), instance));
        synchronized (locks.computeIfAbsent(source, each -> new Object())) {
            try {
                boolean created = !Files.exists(file);
                Files.createDirectories(folder.resolve(source));
                append(file, ByteBuffer.wrap(lines.toByteArray()));
                if (created) {
                    force(folder.resolve(source));
                    force(folder);
                }
            } catch (IOException e) {
                throw new TandemException(
                        "The pushed rows cannot be written to '%s': %s. Nothing of them was kept; mend the folder and push again."
                                .formatted(file, e.getMessage()),
                        e);
            }
        }
    }

    private static void append(Path file, ByteBuffer lines) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = channel.size();
            channel.position(end);
            try {
                while (lines.hasRemaining()) {
                    channel.write(lines);
                }
                channel.force(true);
            } catch (IOException e) {
                // A line that was cut off would spoil the lines of later pushes.
                channel.truncate(end);
                throw e;
            }
        }
    }

    /** Makes the name of a new file as durable as its content. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
