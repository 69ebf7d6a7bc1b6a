package dev.tandem.sdk;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How the names of a service and of a record's components meet, and what somebody probably meant. */
final class Names {
    private static final int MOST_LISTED = 12;

    private Names() {}

    /**
     * The form in which Java would have a name: {@code wind_speed} as {@code windSpeed}, {@code avg_delay_7d} as {@code avgDelay7d}.
     * Made in this direction because the way back is not unique.
     */
    static String camelCase(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        boolean wordBegins = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && !camel.isEmpty()) {
                wordBegins = true;
            } else {
                camel.append(wordBegins ? Character.toUpperCase(c) : c);
                wordBegins = false;
            }
        }
        return camel.toString();
    }

    /** A sentence for whoever wrote a name that is not known: the nearest one that is, or else all that are. */
    static String suggestion(String name, Collection<String> known) {
        String plain = plain(name);
        int limit = Math.max(1, plain.length() / 3);
        return known.stream()
                .filter(candidate -> distance(plain, plain(candidate)) <= limit)
                .min(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(near -> "Did you mean '" + near + "'?")
                .orElseGet(() -> listing(known));
    }

    private static String listing(Collection<String> known) {
        List<String> some = known.stream().sorted().limit(MOST_LISTED).toList();
        int rest = known.size() - some.size();
        return some.isEmpty()
                ? "There is none."
                : "There are: " + String.join(", ", some) + (rest > 0 ? " and " + rest + " more." : ".");
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** The number of letters to insert, delete or replace on the way from one word to the other (Levenshtein's), row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
