package dev.tandem.cli;

import dev.tandem.offline.Progress;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far long work has come: a bar to a person at a terminal, a plain line at the end of each phase otherwise. Thread-safe.
 */
final class TerminalProgress implements Progress, AutoCloseable {
    private static final int REFRESH_MILLIS = 200;

    private final Console console;
    private final PrintStream terminal;
    private String phase = "";
    private @Nullable Update latest;
    private long begunAt;
    private @Nullable ProgressBar bar;

    TerminalProgress(Console console) {
        this.console = console;
        this.terminal = System.err;
    }

    @Override
    public synchronized void update(Update update) {
        if (!update.phase().equals(phase)) {
            finishPhase();
            phase = update.phase();
            begunAt = System.nanoTime();
            if (console.interactive()) {
                bar = new ProgressBarBuilder()
                        .setTaskName(phase)
                        .setUnit(" tasks", 1)
                        .setUpdateIntervalMillis(REFRESH_MILLIS)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new ConsoleProgressBarConsumer(terminal))
                        .clearDisplayOnFinish()
                        .build();
            }
        }
        latest = update;
        if (bar != null) {
            bar.maxHint(update.tasksKnown());
            bar.stepTo(update.tasksDone());
            bar.setExtraMessage(rows(update));
        }
    }

    private static String rows(Update update) {
        return update.rowsRead() == 0 ? "" : "%,d rows read".formatted(update.rowsRead());
    }

    private void finishPhase() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        Update last = latest;
        if (last != null) {
            String rows = rows(last);
            console.note("  %s: %s%s"
                    .formatted(
                            phase,
                            Durations.text(Duration.ofNanos(System.nanoTime() - begunAt)),
                            rows.isEmpty() ? "" : ", " + rows));
        }
        latest = null;
        phase = "";
    }

    /** Ends the last phase. */
    @Override
    public synchronized void close() {
        finishPhase();
    }
}
