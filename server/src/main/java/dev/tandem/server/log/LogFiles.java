package dev.tandem.server.log;

import dev.tandem.log.FeatureLogLayout;
import dev.tandem.online.ReadPlan;
import dev.tandem.row.Micros;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.parquet.hadoop.ParquetWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that are being written: one for each service, state and day that is asked about. A file grows under a name that begins with a
 * dot, which readers skip, and takes its own when it ends. Used by one thread.
 */
final class LogFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private final Path folder;
    private final long ageNanos;
    private final FeatureLog.Counts counts;
    private final String server;
    private final Map<Name, Growing> growing = new HashMap<>();
    private long sequence;

    /** What the rows of one file have in common. */
    private record Name(String service, long state, LocalDate day) {}

    private static final class Growing {
        final Path file;
        final Path hidden;
        final ParquetWriter<LoggedRow> writer;
        final long begunAt;
        long rows;

        Growing(Path file, Path hidden, ParquetWriter<LoggedRow> writer, long begunAt) {
            this.file = file;
            this.hidden = hidden;
            this.writer = writer;
            this.begunAt = begunAt;
        }
    }

    LogFiles(Path folder, Duration age, FeatureLog.Counts counts) {
        this.folder = folder;
        this.ageNanos = age.toNanos();
        this.counts = counts;
        this.server =
                "%s-%08x".formatted(hostName(), ThreadLocalRandom.current().nextInt());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
        } catch (UnknownHostException e) {
            return "server";
        }
    }

    void write(LoggedAnswer answer) throws IOException {
        ReadPlan plan = answer.plan();
        LocalDate day =
                Micros.instant(answer.answer().time()).atOffset(ZoneOffset.UTC).toLocalDate();
        Name name = new Name(plan.service().name(), plan.stateNumber(), day);
        Growing file = growing.get(name);
        if (file == null) {
            file = begin(name, plan);
            growing.put(name, file);
        }
        try {
            for (int row : answer.rows()) {
                file.writer.write(new LoggedRow(answer, row));
                file.rows++;
            }
        } catch (IOException | RuntimeException e) {
            growing.remove(name);
            abandon(name, file);
            throw e;
        }
    }

    private Growing begin(Name name, ReadPlan plan) throws IOException {
        Path of = folder.resolve(FeatureLogLayout.folder(name.service(), name.day(), name.state()));
        Files.createDirectories(of);
        String fileName = "%s-%d.parquet".formatted(server, sequence++);
        Path hidden = of.resolve("." + fileName);
        return new Growing(of.resolve(fileName), hidden, LogWriting.open(hidden, plan), System.nanoTime());
    }

    /** Ends the files that are old enough. */
    void endOld() {
        long now = System.nanoTime();
        List<Name> old = new ArrayList<>();
        growing.forEach((name, file) -> {
            if (now - file.begunAt >= ageNanos) {
                old.add(name);
            }
        });
        old.forEach(this::end);
    }

    /** Ends all files. */
    void endAll() {
        List.copyOf(growing.keySet()).forEach(this::end);
    }

    private void end(Name name) {
        Growing file = growing.remove(name);
        if (file == null) {
            return;
        }
        try {
            file.writer.close();
            Files.move(file.hidden, file.file);
            counts.written(name.service(), file.rows);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} rows of the feature log are lost: {} cannot be ended: {}", file.rows, file.file, e.toString());
            counts.dropped(name.service(), file.rows);
        }
    }

    private void abandon(Name name, Growing file) {
        counts.dropped(name.service(), file.rows);
        try {
            file.writer.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} was abandoned", file.hidden, e);
        }
        try {
            Files.deleteIfExists(file.hidden);
        } catch (IOException e) {
            LOG.warn("{}, part of a file of the feature log, cannot be removed: {}", file.hidden, e.toString());
        }
    }
}
