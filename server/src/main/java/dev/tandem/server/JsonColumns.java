package dev.tandem.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tandem.definition.Names;
import dev.tandem.definition.ValueType;
import dev.tandem.server.HttpError.Detail;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table as requests carry it, {@code {"column": [values...], ...}}, found in a body but not read yet. The types of the columns are only
 * known once the whole request is, so the table is walked twice: first to learn where each column begins and that all are equally long,
 * then column by column, each value straight into its type.
 */
final class JsonColumns {
    private final byte[] body;
    private final String field;
    private final Map<String, Integer> offsets;
    private final int rows;

    private JsonColumns(byte[] body, String field, Map<String, Integer> offsets, int rows) {
        this.body = body;
        this.field = field;
        this.offsets = offsets;
        this.rows = rows;
    }

    /**
     * Walks over a table; the parser stands on its first token.
     *
     * @param body what the parser reads, from its first byte on
     * @param field the name of the table in the body
     * @param mostRows the longest that its columns may be
     */
    static JsonColumns walk(JsonParser json, byte[] body, String field, int mostRows) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw HttpError.invalid(
                    "type",
                    "'%s' is not a JSON object. Write {\"column\": [values...], ...}.".formatted(field),
                    "body",
                    field);
        }
        Map<String, Integer> offsets = new LinkedHashMap<>();
        Map<String, Integer> lengths = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String column = json.currentName();
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw HttpError.invalid(
                        "type",
                        "Column '%s' is not a JSON array. Write one value a row in brackets, even for a single row."
                                .formatted(column),
                        "body",
                        field,
                        column);
            }
            Integer before = offsets.put(column, offsetOf(json, body));
            if (before != null) {
                throw HttpError.invalid(
                        "duplicate", "Column '%s' stands twice.".formatted(column), "body", field, column);
            }
            lengths.put(column, length(json));
        }
        return new JsonColumns(body, field, offsets, rows(field, lengths, mostRows));
    }

    /** Where the array begins whose bracket was just read. */
    private static int offsetOf(JsonParser json, byte[] body) {
        int offset = (int) json.currentLocation().getByteOffset() - 1;
        if (offset < 0 || body[offset] != '[') {
            throw HttpError.invalid("json_invalid", "The body is not written in UTF-8, as JSON has to be.", "body");
        }
        return offset;
    }

    private static int length(JsonParser json) throws IOException {
        int length = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            json.skipChildren();
            length++;
        }
        return length;
    }

    private static int rows(String field, Map<String, Integer> lengths, int mostRows) {
        if (lengths.isEmpty()) {
            return 0;
        }
        Map.Entry<String, Integer> first = lengths.entrySet().iterator().next();
        List<Detail> ragged = new ArrayList<>();
        lengths.forEach((column, length) -> {
            if (!length.equals(first.getValue())) {
                ragged.add(new Detail(
                        List.of("body", field, column),
                        "ragged",
                        "Column '%s' has %d values, where '%s' has %d. Every column needs one value a row."
                                .formatted(column, length, first.getKey(), first.getValue())));
            }
        });
        if (!ragged.isEmpty()) {
            throw HttpError.invalid(ragged);
        }
        if (first.getValue() > mostRows) {
            throw HttpError.tooLarge(
                    "The request has %d rows and this server takes %d at a time. Split it, or raise the limit of rows."
                            .formatted(first.getValue(), mostRows),
                    "body",
                    field);
        }
        return first.getValue();
    }

    int rows() {
        return rows;
    }

    boolean has(String column) {
        return offsets.containsKey(column);
    }

    Set<String> names() {
        return offsets.keySet();
    }

    /**
     * Reads one column, every value in the form of its type.
     *
     * @param zone the zone of times that are written without one
     * @throws HttpError that names the column when it is not there, or the first value that does not fit
     */
    Column read(String name, ValueType type, ZoneId zone) {
        Integer offset = offsets.get(name);
        if (offset == null) {
            throw HttpError.invalid(List.of(missing(name, type)));
        }
        return JsonInput.read(body, offset, json -> {
            json.nextToken();
            try {
                return JsonValues.readArray(json, type, zone, rows);
            } catch (UnfitJsonException e) {
                throw HttpError.invalid(
                        "type",
                        "%s in '%s' is not %s. %s".formatted(e.value(), name, type, e.getMessage()),
                        HttpError.at(List.of("body", field, name), e.position().toArray())
                                .toArray());
            }
        });
    }

    /** What to say of a column that is needed and not there. */
    Detail missing(String name, ValueType type) {
        String hint = Names.nearest(name, names())
                .map(near -> "The request has '" + near + "'.")
                .orElse("Write \"%s\": [values...] into '%s'.".formatted(name, field));
        return new Detail(
                List.of("body", field, name), "missing", "Column '%s' (%s) is missing. %s".formatted(name, type, hint));
    }
}
