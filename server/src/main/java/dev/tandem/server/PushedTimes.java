package dev.tandem.server;

import dev.tandem.row.RowWriter;
import dev.tandem.server.HttpError.Detail;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The times of pushed rows, in microseconds since 1970.
 *
 * @param eventTimes the event time of each row, none null
 * @param createdTimes the created time of each row as sent, if any was
 * @param createdOtherwise the created time of a row that brings none
 */
record PushedTimes(Column eventTimes, @Nullable Column createdTimes, long createdOtherwise) {
    /** Rows that bring no created time have none. */
    static final long NONE = RowWriter.NO_CREATED_TIME;

    /**
     * @param column the name of the event-time column, for the message
     * @throws HttpError that names every row without an event time
     */
    static PushedTimes of(String column, Column eventTimes, @Nullable Column createdTimes, long createdOtherwise) {
        List<Detail> missing = new ArrayList<>();
        for (int row = 0; row < eventTimes.size(); row++) {
            if (eventTimes.isNull(row)) {
                missing.add(new Detail(
                        List.of("body", "df", column, row),
                        "missing",
                        "Row %d has no event time in '%s'. Every row says when it became true."
                                .formatted(row, column)));
            }
        }
        if (!missing.isEmpty()) {
            throw HttpError.invalid(missing);
        }
        return new PushedTimes(eventTimes, createdTimes, createdOtherwise);
    }

    int rows() {
        return eventTimes.size();
    }

    long event(int row) {
        return eventTimes.longAt(row);
    }

    long created(int row) {
        return createdTimes == null || createdTimes.isNull(row) ? createdOtherwise : createdTimes.longAt(row);
    }
}
