package dev.tandem.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes what looks like a credential out of definitions before they are shown. Definitions should name an environment variable instead
 * ({@code ${NAME}}, which is shown as it is written), but nothing keeps a team from writing a password down.
 */
final class Secrets {
    private static final String MASK = "***";
    private static final String NAMES =
            "password|passwd|pwd|passphrase|secret|token|credential|signature|sas|api[-_.]?key|access[-_.]?key|account[-_.]?key|private[-_.]?key";
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(" + NAMES + ").*");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}]*}");
    private static final Pattern IN_USER_INFO = Pattern.compile("(://[^/@:\\s]*:)(?!\\$\\{)[^/@\\s]+(@)");
    private static final Pattern IN_PARAMETER =
            Pattern.compile("(?i)([\\w.-]*(?:" + NAMES + ")[\\w.-]*=)(?!\\$\\{)[^&;\\s]+");

    private Secrets() {}

    /** Masks in place; returns the same node. */
    static <T extends JsonNode> T mask(T node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
                if (field.getKey().equals("options") && field.getValue() instanceof ObjectNode options) {
                    maskOptions(options);
                } else if (field.getValue().isTextual()) {
                    object.put(field.getKey(), maskText(field.getValue().textValue()));
                } else {
                    mask(field.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(Secrets::mask);
        }
        return node;
    }

    private static void maskOptions(ObjectNode options) {
        options.fieldNames().forEachRemaining(name -> {
            String value = options.path(name).asText();
            boolean secret = SECRET_NAME.matcher(name).matches()
                    && !REFERENCE.matcher(value).matches();
            options.put(name, secret ? MASK : maskText(value));
        });
    }

    private static String maskText(String text) {
        String masked = IN_USER_INFO.matcher(text).replaceAll("$1" + MASK + "$2");
        return IN_PARAMETER.matcher(masked).replaceAll("$1" + MASK);
    }
}
