package dev.tandem.sdk;

import java.util.List;

/**
 * What became of pushed rows. A row counts once for each online view of its source.
 *
 * @param rows how many were sent
 * @param landed how many are kept for training sets
 * @param written how many became the newest of their entity
 * @param older how many changed nothing, because as new a row or a newer one is there
 * @param rejected those that no view takes, each with the reason
 */
public record PushOutcome(long rows, long landed, long written, long older, List<Rejected> rejected) {

    /** Copies the list. */
    public PushOutcome {
        rejected = List.copyOf(rejected);
    }

    /**
     * A row that a view did not take.
     *
     * @param view the name of the view
     * @param row its position among the rows sent, from 0
     * @param reason a sentence
     */
    public record Rejected(String view, int row, String reason) {}
}
