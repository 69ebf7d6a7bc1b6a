package dev.tandem.sdk;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the server answered for some keys, column by column as it comes.
 *
 * @param state the number of the registry state that answered
 * @param columns what is in it
 * @param rows how many keys it answers
 * @param cells for each column, in order, what it holds
 */
record Answer(long state, AnswerColumns columns, int rows, List<Cells> cells) {

    /**
     * One column of an answer. The arrays are as long as there are rows, and nobody changes them.
     *
     * @param values the values, in their types' Java forms
     * @param statuses what became of each
     * @param eventTimes when each became true, or null
     */
    record Cells(
            @Nullable Object[] values,
            FeatureStatus[] statuses,
            @Nullable Instant[] eventTimes) {}

    /** The answer row by row, each a view of this one. */
    List<FeatureRow> toRows() {
        return IntStream.range(0, rows)
                .mapToObj(row -> new FeatureRow(this, row))
                .toList();
    }
}
