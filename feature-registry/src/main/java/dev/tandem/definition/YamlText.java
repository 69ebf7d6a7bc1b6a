package dev.tandem.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/** A value on one line, as it would be written in a definition file: with quotes only where YAML would read something else without them. */
final class YamlText {
    /** What cannot stand without quotes: it begins, ends or contains what has a meaning of its own. */
    private static final Pattern NOT_PLAIN = Pattern.compile(
            "|[\\s\\-?:,\\[\\]{}#&*!|>'\"%@`].*|.*(?::\\s|\\s#|[^\\x20-\\x7E\\xA0-\\uD7FF\\uE000-\\uFEFE\\uFF00-\\uFFFD]).*|.*[\\s:]|---.*|\\.\\.\\..*",
            Pattern.DOTALL);

    /** Read as truth values by YAML 1.1, which many tools still speak. */
    private static final Pattern OLD_TRUTH_VALUE = Pattern.compile("(?i:y|n|yes|no|on|off)");

    private static final Pattern NOT_PLAIN_IN_FLOW = Pattern.compile("[,\\[\\]{}]");

    private YamlText() {}

    static String of(JsonNode value) {
        return value.isTextual() && isPlain(value.textValue()) ? value.textValue() : flow(value);
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
        boolean plain = value.isTextual()
                && isPlain(value.textValue())
                && !NOT_PLAIN_IN_FLOW.matcher(value.textValue()).find();
        // A JSON string is a YAML one in double quotes.
        return plain ? value.textValue() : value.toString();
    }

    private static boolean isPlain(String text) {
        return !NOT_PLAIN.matcher(text).matches()
                && !OLD_TRUTH_VALUE.matcher(text).matches()
                && new CoreScalarResolver(false).resolve(text, true).equals(Tag.STR);
    }
}
