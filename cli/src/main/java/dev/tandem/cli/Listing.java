package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Rows of text under titles, shown as a table to people and as an array of objects to scripts.
 *
 * @param titles one a column, in upper case
 * @param rows as many cells a row as there are titles
 */
record Listing(List<String> titles, List<List<String>> rows) {

    void print(Console console, boolean asJson) {
        if (asJson) {
            console.print(toJson());
        } else if (rows.isEmpty()) {
            console.note("There is none.");
        } else {
            console.table(titles, rows);
        }
    }

    ArrayNode toJson() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (List<String> row : rows) {
            ObjectNode object = array.addObject();
            for (int i = 0; i < titles.size(); i++) {
                object.put(titles.get(i).toLowerCase(Locale.ROOT).replace(' ', '_'), row.get(i));
            }
        }
        return array;
    }
}
