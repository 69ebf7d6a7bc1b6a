package dev.tandem.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.List;

/**
 * Where a command speaks: results to {@code out}, which a script may read, and everything else to {@code err}.
 *
 * @param out results
 * @param err progress, notes and problems
 * @param interactive whether a person looks at {@code err} on a terminal
 */
public record Console(PrintWriter out, PrintWriter err, boolean interactive) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Prints a line of the result. */
    public void print(String line) {
        out.println(line);
        out.flush();
    }

    /** Prints a line that is not part of the result. */
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    /** Prints the result as JSON. */
    public void print(JsonNode json) {
        try {
            print(JSON.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes always has a text", e);
        }
    }

    /**
     * Prints rows in columns as wide as they need to be.
     *
     * @param header one title a column
     * @param rows as many cells a row as there are titles
     */
    public void table(List<String> header, List<List<String>> rows) {
        int[] widths = header.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        print(line(header, widths));
        rows.forEach(row -> print(line(row, widths)));
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
