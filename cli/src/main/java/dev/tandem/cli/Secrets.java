package dev.tandem.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps passwords off screens and out of logs. */
final class Secrets {
    static final String MASK = "********";

    private static final Pattern USER_INFO = Pattern.compile("(://[^/@:]*:)[^@]*(@)");
    private static final Pattern PARAMETER =
            Pattern.compile("([?&;][^=&;]*(?:password|secret|token)[^=&;]*=)[^&;]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("password|secret|token|credential|access\\.?key");

    private Secrets() {}

    /** A URL without the password in its authority or parameters. */
    static String maskUrl(String url) {
        String masked = USER_INFO.matcher(url).replaceAll("$1" + MASK + "$2");
        return PARAMETER.matcher(masked).replaceAll("$1" + MASK);
    }

    /** Whether something of that name is likely to be a secret. */
    static boolean isSecretName(String name) {
        return NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
    }
}
