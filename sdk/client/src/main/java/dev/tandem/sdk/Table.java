package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.sdk.ValueWriter.UnfitValueException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows that go to the server as a table, column by column: {@code {"origin": ["JFK", "LGA"], "carrier": ["UA", "UA"]}}.
 *
 * @param noun what one row is: "key", "row"
 * @param rows at least one, each with the same columns
 */
record Table(String noun, List<? extends Map<String, ? extends @Nullable Object>> rows) {

    /**
     * A document that holds the table, and texts beside it.
     *
     * @param field the name of the table in the document
     * @throws BindingException when the rows have different columns, or a value that cannot be sent
     */
    byte[] document(String field, Map<String, String> texts) {
        for (int row = 1; row < rows.size(); row++) {
            requireColumnsOfFirst(row);
        }
        return Json.write(json -> {
            json.writeStartObject();
            for (Map.Entry<String, String> text : texts.entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
            json.writeFieldName(field);
            write(json);
            json.writeEndObject();
        });
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (String column : rows.get(0).keySet()) {
            json.writeFieldName(column);
            json.writeStartArray();
            for (int row = 0; row < rows.size(); row++) {
                write(json, column, row);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void write(JsonGenerator json, String column, int row) throws IOException {
        try {
            ValueWriter.write(json, rows.get(row).get(column));
        } catch (UnfitValueException e) {
            throw unfit("The value of '%s' in %s %d cannot be sent. %s".formatted(column, noun, row, e.getMessage()));
        }
    }

    private void requireColumnsOfFirst(int row) {
        Set<String> wanted = rows.get(0).keySet();
        Set<String> given = rows.get(row).keySet();
        if (!given.equals(wanted)) {
            throw unfit(
                    "The columns of %s %d are %s and those of %s 0 are %s. Give every %s the same columns, with null for a value that is not known."
                            .formatted(noun, row, given, noun, wanted, noun));
        }
    }

    private BindingException unfit(String problem) {
        return new BindingException("The %ss cannot be sent.".formatted(noun), List.of(problem));
    }
}
