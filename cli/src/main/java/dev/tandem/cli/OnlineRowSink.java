package dev.tandem.cli;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.RowSink;
import dev.tandem.offline.SinkUnavailableException;
import dev.tandem.online.EntityRow;
import dev.tandem.online.OnlineStoreException;
import dev.tandem.online.Rejection;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.ViewWriter;
import dev.tandem.online.WriteReport;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.PackedRow;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
        return new BatchWriter(
                shared, target.keyTypes(), ViewWriter.of(shared.store(), target, Clock.fixed(now, ZoneOffset.UTC)));
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

    private record BatchWriter(SharedStore shared, List<ValueType> keyTypes, ViewWriter writer) implements Writer {

        @Override
        public Outcome write(List<Entry> batch) {
            SortedMap<String, Rejected> rejections = new TreeMap<>();
            try {
                WriteReport report = writer.write(
                        batch.stream()
                                .map(entry -> new EntityRow(entry.entityKey(), entry.row()))
                                .toList(),
                        (position, reason) -> rejections.compute(
                                reason.words(),
                                (words, known) -> known == null
                                        ? rejected(batch.get(position), reason)
                                        : new Rejected(known.rows() + 1, known.example())));
                return new Outcome(report.written(), report.older(), rejections);
            } catch (OnlineStoreException e) {
                throw new SinkUnavailableException(e.getMessage(), e);
            }
        }

        private Rejected rejected(Entry entry, Rejection reason) {
            return new Rejected(
                    1,
                    "the row of %s dated %s: %s"
                            .formatted(
                                    EntityKey.shown(keyTypes, entry.entityKey()),
                                    Micros.instant(PackedRow.of(entry.row()).eventTime()),
                                    reason.sentence()));
        }

        @Override
        public void close() {
            shared.close();
        }
    }
}
