package dev.tandem.cli;

import dev.tandem.offline.RowSink;
import dev.tandem.offline.SinkUnavailableException;
import dev.tandem.online.EntityRow;
import dev.tandem.online.OnlineStoreException;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.ViewWriter;
import dev.tandem.online.WriteReport;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Materialised rows on their way to the online store: where offline meets online. The tasks of one process share a connection.
 */
final class OnlineRowSink implements RowSink {
    private static final long serialVersionUID = 1L;

    private final String url;
    private final String project;
    private final ViewTarget target;
    private final Instant now;

    /**
     * @param url of the online store
     * @param project whose rows are written
     * @param target the view
     * @param now the instant that the rows are written as of
     */
    OnlineRowSink(String url, String project, ViewTarget target, Instant now) {
        this.url = url;
        this.project = project;
        this.target = target;
        this.now = now;
    }

    @Override
    public Writer open() {
        SharedStore shared = connect();
        return new BatchWriter(shared, ViewWriter.of(shared.store(), target, Clock.fixed(now, ZoneOffset.UTC)));
    }

    private SharedStore connect() {
        try {
            return SharedStore.join(url, project);
        } catch (OnlineStoreException e) {
            throw new SinkUnavailableException(e.getMessage(), e);
        }
    }

    /** Says nothing of the URL, which may hold a password. */
    @Override
    public String toString() {
        return "OnlineRowSink[" + project + "/" + target.view() + "]";
    }

    private record BatchWriter(SharedStore shared, ViewWriter writer) implements Writer {

        @Override
        public Outcome write(List<Entry> batch) {
            try {
                WriteReport report = writer.write(batch.stream()
                        .map(entry -> new EntityRow(entry.entityKey(), entry.row()))
                        .toList());
                return new Outcome(report.written(), report.older(), report.allRejected());
            } catch (OnlineStoreException e) {
                throw new SinkUnavailableException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            shared.close();
        }
    }
}
