package dev.tandem.server.log;

import dev.tandem.definition.FeatureService;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.row.ValueSource;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a sample of answers as Parquet (see {@link dev.tandem.log.FeatureLogLayout}). Answers wait in a bounded queue for a thread that writes
 * them; when the queue is full, or the disk is, they are dropped and counted. Files appear whole, when they are old enough or the log is
 * closed; what a killed process was writing is lost, and {@linkplain Leftovers removed} by one that begins a day later. Thread-safe.
 *
 * <p><b>Many at a time.</b> A row goes into hundreds of columns, each with buffers of its own, which reads have pushed out of the processor's caches by the
 * time the next row comes: a row alone takes several times as long as one of many in a row. So after the first answer the thread waits for more. It
 * does so by looking now and then, lest each read that is logged have a thread to wake.
 */
public final class FeatureLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureLog.class);
    private static final long POLL_MILLIS = 200;
    private static final long REST_MILLIS = 20;
    private static final long LONGEST_WAIT_MILLIS = 500;
    private static final int MANY = 256;
    private static final int[] NO_ROWS = {};
    private static final long CLOSING_MILLIS = 10_000;

    /** Is told what becomes of rows. */
    public interface Counts {
        /** Rows of a service were written. */
        void written(String service, long rows);

        /** Rows of a service were dropped. */
        void dropped(String service, long rows);
    }

    private final LogSettings settings;
    private final Counts counts;
    private final BlockingQueue<LoggedAnswer> queue;
    private final LogFiles files;
    private final Thread writer;
    private volatile boolean closing;
    private boolean failing;

    private FeatureLog(LogSettings settings, Counts counts) {
        this.settings = settings;
        this.counts = counts;
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.files = new LogFiles(settings.folder(), settings.fileAge(), counts);
        this.writer = new Thread(this::write, "tandem-feature-log");
        this.writer.setDaemon(true);
    }

    /** Begins to log, and removes what killed servers have left in the folder, beside it: there may be many days to look through. */
    public static FeatureLog open(LogSettings settings, Counts counts) {
        FeatureLog log = new FeatureLog(settings, counts);
        log.writer.start();
        Leftovers leftovers = new Leftovers(settings.folder(), settings.fileAge());
        Thread removing =
                new Thread(() -> leftovers.remove(InstantSource.system().instant()), "tandem-feature-log-leftovers");
        removing.setDaemon(true);
        removing.start();
        return log;
    }

    /**
     * Takes an answer, if its entities are among those that are logged. Never blocks and never throws; nothing that is handed over may be
     * changed afterwards.
     *
     * @param requestId under which the caller knows the answer
     * @param plan how it was read
     * @param asked for each of {@link ReadPlan#requestColumns()}, its values by row
     * @param materializedUntil for each view, up to when it was materialised, in microseconds since 1970
     */
    public void offer(
            String requestId,
            ReadPlan plan,
            List<? extends ValueSource> asked,
            FeatureAnswer answer,
            Map<String, Long> materializedUntil) {
        String service = plan.service().name();
        if (service.equals(FeatureService.AD_HOC)) {
            return;
        }
        int[] rows = sampled(plan, asked, answer.rows());
        if (rows.length > 0
                && !queue.offer(new LoggedAnswer(requestId, plan, asked, answer, rows, materializedUntil))) {
            counts.dropped(service, rows.length);
        }
    }

    private int[] sampled(ReadPlan plan, List<? extends ValueSource> asked, int rows) {
        EntitySample sample = new EntitySample(settings.rateOf(plan.service().name()));
        List<RequestColumn> keys = plan.entityColumns();
        int[] sampled = NO_ROWS;
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (sample.takes(asked, keys, row)) {
                if (count == sampled.length) {
                    sampled = Arrays.copyOf(sampled, Math.min(rows, 2 * count + 1));
                }
                sampled[count++] = row;
            }
        }
        return count == sampled.length ? sampled : Arrays.copyOf(sampled, count);
    }

    private void write() {
        while (!closing || !queue.isEmpty()) {
            try {
                @Nullable LoggedAnswer next = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    waitForMore();
                }
                for (; next != null; next = queue.poll()) {
                    write(next);
                    files.endOld();
                }
                files.endOld();
            } catch (InterruptedException e) {
                // Only close() interrupts, when what is left takes too long.
                break;
            }
        }
        files.endAll();
    }

    private void waitForMore() throws InterruptedException {
        int enough = Math.min(MANY, settings.queue() / 2);
        for (long waited = 0;
                waited < LONGEST_WAIT_MILLIS && !closing && queue.size() < enough;
                waited += REST_MILLIS) {
            Thread.sleep(REST_MILLIS);
        }
    }

    private void write(LoggedAnswer answer) {
        try {
            files.write(answer);
            if (failing) {
                LOG.info("The feature log in {} is written again", settings.folder());
                failing = false;
            }
        } catch (Exception | LinkageError e) { // whatever the disk, or Parquet, has against it: reads go on
            counts.dropped(answer.plan().service().name(), answer.rows().length);
            if (!failing) {
                LOG.warn(
                        "Answers are dropped from the feature log until {} can be written again: {}",
                        settings.folder(),
                        e.toString());
                failing = true;
            }
        }
    }

    /** Writes what waits, for ten seconds at most, and ends all files. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(CLOSING_MILLIS);
            if (writer.isAlive()) {
                writer.interrupt();
                writer.join(CLOSING_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.forEach(left -> counts.dropped(left.plan().service().name(), left.rows().length));
    }
}
