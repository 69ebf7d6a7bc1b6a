package dev.tandem.registry;

import java.util.Collection;

/** What a change does to stored rows, and what to run next, in the words that a plan shows. */
final class Consequence {
    private Consequence() {}

    static String ofBeginning(String view) {
        return "Online it begins empty. Run '%s' to fill it.".formatted(materialize(view));
    }

    static String ofRestarting(String view) {
        return "The rows stored so far are not what training computes from now on: they are out of reach at once, and removed by the next materialisation. Run '%s'; until then online reads find nothing."
                .formatted(materialize(view));
    }

    static String ofRestarting(Collection<String> views) {
        return "The online rows of %s begin anew: see there.".formatted(String.join(", ", views));
    }

    static String ofEnding() {
        return "The stored rows are out of reach at once, and removed by the next materialisation.";
    }

    static String ofAdding(String view, Collection<String> features) {
        return "Stored rows lack %s: online reads answer NOT_FOUND there until '%s --full' has run over the whole history."
                .formatted(String.join(", ", features), materialize(view));
    }

    static String ofRemoving(Collection<String> features) {
        return "Stored rows stay; %s is not read from them any more.".formatted(String.join(", ", features));
    }

    static String ofLongerTtl(String view) {
        return "Stored rows count for longer at once. Those that the old ttl has let go, or soon will, come back when '%s --full' has run."
                .formatted(materialize(view));
    }

    static String ofShorterTtl() {
        return "The shorter ttl counts for stored rows at once.";
    }

    private static String materialize(String view) {
        return "tandem materialize " + view;
    }
}
