package dev.tandem.offline.join;

import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.Visibility;
import java.io.Serializable;
import java.util.List;

/**
 * What a join takes from one view.
 *
 * @param layout what the columns of its rows are
 * @param visibility from when on a row counts
 * @param ttlMicros how old a row may be and still count; {@link Long#MAX_VALUE}: for ever
 * @param taken the ordinals of the columns that the join puts out, in order
 * @param withoutEventTime counts the rows that are left out because they have no event time
 */
record JoinedView(
        FeatureLayout layout,
        Visibility visibility,
        long ttlMicros,
        List<Integer> taken,
        PartitionCounts withoutEventTime)
        implements Serializable {
    JoinedView {
        taken = List.copyOf(taken);
    }
}
