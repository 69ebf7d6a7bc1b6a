package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.definition.Names;
import dev.tandem.definition.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code NAME=VALUE} words of a command line that name an entity, and bring what on-demand features need besides. */
final class KeyWords {
    private KeyWords() {}

    /**
     * Reads the values of columns.
     *
     * @param words as typed
     * @param columns the type of each column that must be named, in order
     * @return the values, in the order of the columns
     * @throws TandemException when a column is missing, unknown or twice there, or its value is none of its type
     */
    static List<@Nullable Object> parse(List<String> words, Map<String, ValueType> columns) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new TandemException("'%s' is not NAME=VALUE. %s".formatted(word, wanted(columns)));
            }
            String name = word.substring(0, equals);
            if (!columns.containsKey(name)) {
                throw new TandemException(
                        "'%s' is not asked for here. %s".formatted(name, Names.suggestion(name, columns.keySet())));
            }
            if (texts.putIfAbsent(name, word.substring(equals + 1)) != null) {
                throw new TandemException("'%s' is given twice.".formatted(name));
            }
        }
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach((name, type) -> {
            String text = texts.get(name);
            if (text == null) {
                throw new TandemException("'%s' (%s) is missing. %s".formatted(name, type, wanted(columns)));
            }
            values.add(ValueText.parse(name, type, text));
        });
        return values;
    }

    private static String wanted(Map<String, ValueType> columns) {
        StringBuilder sentence = new StringBuilder("Give");
        columns.forEach(
                (name, type) -> sentence.append(' ').append(name).append('=').append(type));
        return sentence.append('.').toString();
    }
}
