package dev.tandem.offline.join;

import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.row.Visibility;
import java.io.Serializable;
import java.util.List;

/**
 * What a join takes from one view.
 *
 * @param layout what the columns of its rows are
 * @param visibility from when to when a row counts
 * @param taken the ordinals of the columns that the join puts out, in order
 * @param withoutEventTime counts the rows that are left out because they have no event time
 */
record JoinedView(FeatureLayout layout, Visibility visibility, List<Integer> taken, PartitionCounts withoutEventTime)
        implements Serializable {
    JoinedView {
        taken = List.copyOf(taken);
    }
}
