package dev.tandem.server;

import dev.tandem.definition.Names;
import dev.tandem.definition.ValueType;
import dev.tandem.server.HttpError.Detail;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns that a push has to bring and may bring, with their types. One column can be read as several types, when several views of a
 * source declare it differently; its values then have to fit each of them.
 */
final class PushedColumns {
    private final Map<String, Set<ValueType>> types = new LinkedHashMap<>();
    private final Set<String> optional = new LinkedHashSet<>();
    private final ZoneId zone;

    /**
     * @param zone the zone of times that are written without one
     */
    PushedColumns(ZoneId zone) {
        this.zone = zone;
    }

    /** Declares a column that has to be there. */
    void require(String column, ValueType type) {
        types.computeIfAbsent(column, each -> new LinkedHashSet<>()).add(type);
    }

    /** Declares a column that may be left out, unless it is required as well. */
    void allow(String column, ValueType type) {
        if (!types.containsKey(column)) {
            optional.add(column);
        }
        require(column, type);
    }

    /**
     * Reads all of them.
     *
     * @throws HttpError that names every column that is missing or unknown, or else every column with a value that does not fit
     */
    Read read(JsonColumns rows) {
        refuseMissingAndUnknown(rows);
        List<Detail> unfit = new ArrayList<>();
        Map<String, Map<ValueType, Column>> read = new LinkedHashMap<>();
        types.forEach((name, wanted) -> {
            if (rows.has(name)) {
                for (ValueType type : wanted) {
                    try {
                        read.computeIfAbsent(name, each -> new LinkedHashMap<>())
                                .put(type, rows.read(name, type, zone));
                    } catch (HttpError e) {
                        unfit.addAll(e.details());
                    }
                }
            }
        });
        if (!unfit.isEmpty()) {
            throw HttpError.invalid(unfit);
        }
        return new Read(read);
    }

    private void refuseMissingAndUnknown(JsonColumns rows) {
        List<Detail> wrong = new ArrayList<>();
        types.forEach((name, wanted) -> {
            if (!rows.has(name) && !optional.contains(name)) {
                wrong.add(rows.missing(name, wanted.iterator().next()));
            }
        });
        for (String name : rows.names()) {
            if (!types.containsKey(name)) {
                wrong.add(new Detail(
                        List.of("body", "df", name),
                        "unknown",
                        "Nothing is declared to read column '%s'. %s"
                                .formatted(name, Names.suggestion(name, types.keySet()))));
            }
        }
        if (!wrong.isEmpty()) {
            throw HttpError.invalid(wrong);
        }
    }

    /** The values of a push, by column and type. */
    static final class Read {
        private final Map<String, Map<ValueType, Column>> columns;

        private Read(Map<String, Map<ValueType, Column>> columns) {
            this.columns = columns;
        }

        /** A column that was required, as one of the types it was required with. */
        Column column(String name, ValueType type) {
            Column column = columns.getOrDefault(name, Map.of()).get(type);
            if (column == null) {
                throw new IllegalArgumentException(name + " was not read as " + type);
            }
            return column;
        }

        Column column(PushTarget.Cell cell) {
            return column(cell.column(), cell.type());
        }

        boolean has(String name) {
            return columns.containsKey(name);
        }

        /** Each column once, as the first type it was required with. */
        Map<String, Column> first() {
            Map<String, Column> first = new LinkedHashMap<>();
            columns.forEach(
                    (name, byType) -> first.put(name, byType.values().iterator().next()));
            return first;
        }
    }
}
