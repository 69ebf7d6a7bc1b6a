package dev.tandem.offline.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills <code>${NAME}</code> in what an origin says from the environment, and keeps what it filled in out of messages. Used for one source
 * at a time; not thread-safe.
 */
final class Secrets {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final String source;
    private final Function<String, @Nullable String> environment;
    private final Map<String, String> filledIn = new LinkedHashMap<>();

    /**
     * @param source whose origin it is
     * @param environment answers a variable's value, or null
     */
    Secrets(String source, Function<String, @Nullable String> environment) {
        this.source = source;
        this.environment = environment;
    }

    /**
     * The text with every variable filled in.
     *
     * @throws SourceException when there is no such variable
     */
    String fillIn(String text) {
        Matcher variable = VARIABLE.matcher(text);
        return variable.replaceAll(found -> Matcher.quoteReplacement(valueOf(found.group(1))));
    }

    private String valueOf(String name) {
        String value = environment.apply(name);
        if (value == null) {
            throw new SourceException(
                    "Source '%s' needs the environment variable %s, which is not set. Set it where this command runs."
                            .formatted(source, name));
        }
        filledIn.put(name, value);
        return value;
    }

    /** The text with every value that was filled in hidden behind its variable again. */
    String hide(String text) {
        String hidden = text;
        for (Map.Entry<String, String> variable : filledIn.entrySet()) {
            if (!variable.getValue().isEmpty()) {
                hidden = hidden.replace(variable.getValue(), "${" + variable.getKey() + "}");
            }
        }
        return hidden;
    }

    /** What was thrown, unless it would tell a value that was filled in. */
    @Nullable
    Throwable hide(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (!hide(message).equals(message)) {
                return null;
            }
        }
        return thrown;
    }
}
