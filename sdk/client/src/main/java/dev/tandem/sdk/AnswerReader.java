package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tandem.sdk.ServiceSchema.Column;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer to a feature read. It says itself what is in it, names and types first, and is read as that and nothing else: an
 * answer of a newer registry state, or of an older one behind a balancer, is never taken for another. Used once.
 */
final class AnswerReader {
    private static final Set<String> CELLS = Set.of("values", "statuses", "event_timestamps");

    private final String service;
    private final int rows;
    private final AnswerColumns known;

    private long state;
    private List<String> names = List.of();
    private List<String> types = List.of();
    private @Nullable AnswerColumns columns;
    private final List<Answer.Cells> cells = new ArrayList<>();

    private String lastText = "";
    private @Nullable Instant lastTime;

    private AnswerReader(String service, int rows, AnswerColumns known) {
        this.service = service;
        this.rows = rows;
        this.known = known;
    }

    /**
     * Reads a whole answer.
     *
     * @param rows how many keys were asked for
     * @param known the columns of an earlier answer, used again when they are the same
     * @throws IOException when it is no answer to that
     */
    static Answer read(byte[] document, String service, int rows, AnswerColumns known) throws IOException {
        return Json.read(document, json -> new AnswerReader(service, rows, known).read(json));
    }

    private Answer read(JsonParser json) throws IOException {
        Json.eachField(json, this::part);
        if (columns == null || cells.size() != columns.size()) {
            throw new IOException("%d columns are described and %d are there".formatted(names.size(), cells.size()));
        }
        return new Answer(state, columns, rows, cells);
    }

    private void part(JsonParser json, String field) throws IOException {
        switch (field) {
            case "metadata" -> Json.eachField(json, this::metadata);
            case "results" -> results(json);
            default -> json.skipChildren();
        }
    }

    private void metadata(JsonParser json, String field) throws IOException {
        switch (field) {
            case "state" -> state = Json.integer(json);
            case "feature_names" -> names = texts(json);
            case "types" -> types = texts(json);
            default -> json.skipChildren();
        }
    }

    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        Json.eachElement(json, each -> texts.add(Json.text(each)));
        return texts;
    }

    private void results(JsonParser json) throws IOException {
        AnswerColumns described = described();
        columns = described;
        Json.eachElement(json, each -> {
            if (cells.size() == described.size()) {
                throw new IOException("there are more columns than the %d described".formatted(described.size()));
            }
            cells.add(cells(each, described.type(cells.size())));
        });
    }

    private AnswerColumns described() throws IOException {
        if (names.size() != types.size()) {
            throw new IOException("%d names and %d types are described".formatted(names.size(), types.size()));
        }
        List<Column> described = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            described.add(new Column(names.get(i), types.get(i)));
        }
        return described.equals(known.columns()) ? known : AnswerColumns.of(service, described);
    }

    private Answer.Cells cells(JsonParser json, WireType type) throws IOException {
        Answer.Cells column =
                new Answer.Cells(new @Nullable Object[rows], new FeatureStatus[rows], new @Nullable Instant[rows]);
        Set<String> seen = new HashSet<>();
        Json.eachField(json, (value, field) -> {
            switch (field) {
                case "values" -> eachRow(value, row -> column.values()[row] = ValueReader.read(value, type));
                case "statuses" -> eachRow(value, row -> column.statuses()[row] = status(Json.text(value)));
                case "event_timestamps" -> eachRow(value, row -> column.eventTimes()[row] = time(value));
                default -> value.skipChildren();
            }
            seen.add(field);
        });
        if (!seen.containsAll(CELLS)) {
            throw new IOException("column %d has no more than %s".formatted(cells.size(), seen));
        }
        return column;
    }

    /** Something that reads the value of one row. */
    @FunctionalInterface
    private interface RowReading {
        void at(int row) throws IOException;
    }

    private void eachRow(JsonParser json, RowReading reading) throws IOException {
        int[] row = {0};
        Json.eachElement(json, each -> {
            if (row[0] < rows) {
                reading.at(row[0]);
            }
            row[0]++;
        });
        if (row[0] != rows) {
            throw new IOException("%d keys were asked for and %d are answered".formatted(rows, row[0]));
        }
    }

    private static FeatureStatus status(String text) throws IOException {
        try {
            return FeatureStatus.valueOf(text);
        } catch (IllegalArgumentException unknown) {
            throw new IOException("'%s' is no status that this client knows".formatted(text), unknown);
        }
    }

    /** The features of one view share their times, which therefore come again and again. */
    private @Nullable Instant time(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = Json.text(json);
        if (!text.equals(lastText)) {
            try {
                lastTime = Instant.parse(text);
            } catch (DateTimeException notATime) {
                throw new IOException("'%s' is no time".formatted(text), notATime);
            }
            lastText = text;
        }
        return lastTime;
    }
}
