package dev.tandem.offline.engine;

import dev.tandem.offline.Progress;
import dev.tandem.offline.Progress.Update;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A part of a run that is watched: the Spark jobs that this thread starts between opening and closing it, and no others. */
public final class Phase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Phase.class);
    private static final long NEWS_MILLIS = 1_000;

    private final SparkContext context;
    private final String tag = "tandem-" + UUID.randomUUID();
    private final Listener listener;

    private Phase(SparkContext context, String name, Progress progress) {
        this.context = context;
        this.listener = new Listener(name, tag, progress);
    }

    /** Begins a phase, under the name that {@code progress} is told. */
    public static Phase begin(SparkSession session, String name, Progress progress) {
        Phase phase = new Phase(session.sparkContext(), name, progress);
        phase.context.addJobTag(phase.tag);
        phase.context.addSparkListener(phase.listener);
        progress.update(new Update(name, 0, 0, 0));
        return phase;
    }

    /** Waits a moment for the last news, which Spark delivers behind the jobs they are about. */
    @Override
    public void close() {
        context.removeJobTag(tag);
        try {
            context.listenerBus().waitUntilEmpty(NEWS_MILLIS);
        } catch (TimeoutException e) {
            LOG.debug("The last news of phase '{}' did not come within {} ms", listener.phase, NEWS_MILLIS, e);
        }
        context.removeSparkListener(listener);
    }

    /** Spark calls it from one thread. */
    private static final class Listener extends SparkListener {
        private static final String TAGS = "spark.job.tags";

        private final String phase;
        private final String tag;
        private final Progress progress;
        private final Set<Integer> stages = new HashSet<>();
        private long tasksDone;
        private long tasksKnown;
        private long rowsRead;

        Listener(String phase, String tag, Progress progress) {
            this.phase = phase;
            this.tag = tag;
            this.progress = progress;
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
            if (isOurs(submitted.properties())
                    && stages.add(submitted.stageInfo().stageId())) {
                tasksKnown += submitted.stageInfo().numTasks();
                tell();
            }
        }

        private boolean isOurs(@Nullable Properties properties) {
            return properties != null
                    && Arrays.asList(properties.getProperty(TAGS, "").split(","))
                            .contains(tag);
        }

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            if (stages.contains(end.stageId()) && end.taskInfo().successful()) {
                tasksDone++;
                @Nullable TaskMetrics metrics = end.taskMetrics();
                rowsRead += metrics == null ? 0 : metrics.inputMetrics().recordsRead();
                tell();
            }
        }

        private void tell() {
            progress.update(new Update(phase, tasksDone, tasksKnown, rowsRead));
        }
    }
}
