package dev.tandem.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A value on one line, as it would be written in a definition file. */
final class YamlText {
    /** What YAML would read as something other than a text, or as more than one. */
    private static final Pattern NOT_PLAIN = Pattern.compile(
            "|[\\s\\-?:,\\[\\]{}#&*!|>'\"%@`].*|.*(?::\\s| #|[\\x00-\\x1F\\x7F]).*|.*[\\s:]|(?i:true|false|null|yes|no|on|off|~)|[-+.]?[0-9][0-9_.eExXoO+-]*",
            Pattern.DOTALL);

    private static final Pattern NOT_PLAIN_IN_FLOW = Pattern.compile("[,\\[\\]{}]");

    private YamlText() {}

    static String of(JsonNode value) {
        return value.isTextual() && !NOT_PLAIN.matcher(value.textValue()).matches() ? value.textValue() : flow(value);
    }

    private static String flow(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> flow(TextNode.valueOf(field.getKey())) + ": " + flow(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(YamlText::flow)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isTextual()) {
            String text = value.textValue();
            boolean plain = !NOT_PLAIN.matcher(text).matches()
                    && !NOT_PLAIN_IN_FLOW.matcher(text).find();
            // A JSON string is a YAML one in double quotes.
            return plain ? text : value.toString();
        }
        return value.toString();
    }
}
