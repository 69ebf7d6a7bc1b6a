package dev.tandem.definition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes small trees as somebody would type them, on one line. */
final class YamlText {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./ <>()+-]*");
    private static final Pattern NEEDS_NO_QUOTES_ALONE = Pattern.compile("[A-Za-z0-9_][^:#]*");

    private YamlText() {}

    static String of(JsonNode node) {
        return node.isTextual() ? scalar(node.textValue(), NEEDS_NO_QUOTES_ALONE) : flow(node);
    }

    private static String flow(JsonNode node) {
        List<String> parts = new ArrayList<>();
        if (node.isObject()) {
            node.properties().forEach(field -> parts.add(field.getKey() + ": " + flow(field.getValue())));
            return "{" + String.join(", ", parts) + "}";
        } else if (node.isArray()) {
            node.forEach(item -> parts.add(flow(item)));
            return "[" + String.join(", ", parts) + "]";
        }
        return node.isTextual() ? scalar(node.textValue(), NEEDS_NO_QUOTES) : node.asText();
    }

    private static String scalar(String text, Pattern plain) {
        return plain.matcher(text).matches() ? text : "\"" + text + "\"";
    }
}
