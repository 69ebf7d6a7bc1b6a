package dev.tandem.server;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.TryExecutor;

/**
 * Lets the thread that has written an answer look for the connection's next request. Jetty asks its executor for that, and its pool would
 * wake a thread which most often finds that nothing has come yet: a fifth of what a read of one entity costs the server. What it may find
 * is taken by {@link ReadRoutes}, which does not block. Everything else goes to the pool. Thread-safe.
 *
 * @param pool for whatever may block
 */
record NextRequest(TryExecutor pool) implements TryExecutor {
    @Override
    public void execute(Runnable task) {
        if (task instanceof Connection) {
            task.run();
        } else {
            pool.execute(task);
        }
    }

    @Override
    public boolean tryExecute(Runnable task) {
        return pool.tryExecute(task);
    }
}
