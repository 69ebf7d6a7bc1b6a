package dev.tandem.definition;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What may be called what, and what somebody probably meant. */
public final class Names {
    private static final int MOST_LISTED = 12;

    private Names() {}

    /** The known name nearest to a mistyped one, when one is near enough to be meant. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        int limit = Math.min(name.length() / 2, Math.max(1, (name.length() + 1) / 3));
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A sentence that helps whoever wrote an unknown name: the nearest known one, or else what is known. */
    public static String suggestion(String name, Collection<String> known) {
        return nearest(name, known).map(near -> "Did you mean '" + near + "'?").orElseGet(() -> listing(known));
    }

    private static String listing(Collection<String> known) {
        if (known.isEmpty()) {
            return "None is defined yet.";
        }
        String some =
                String.join(", ", known.stream().sorted().limit(MOST_LISTED).toList());
        int rest = known.size() - MOST_LISTED;
        return "Known: " + some + (rest > 0 ? " and " + rest + " more." : ".");
    }

    /** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + substitution);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
