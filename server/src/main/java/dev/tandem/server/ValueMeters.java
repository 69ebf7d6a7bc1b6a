package dev.tandem.server;

import dev.tandem.online.AnswerColumn;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.OutputFeature;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the values of one plan's answers are counted on, found once, when the plan is made: a read looks nothing up, and allocates nothing.
 * Thread-safe.
 */
final class ValueMeters {
    private final StatusCounts[] statuses;
    /** Of each row that is looked up, at its first feature. */
    private final @Nullable AgeMeter[] ages;

    private ValueMeters(StatusCounts[] statuses, @Nullable AgeMeter[] ages) {
        this.statuses = statuses;
        this.ages = ages;
    }

    /**
     * The meters of a plan.
     *
     * @param statuses what the statuses of a feature are counted on
     * @param ages what the ages of the rows of a view are counted on
     */
    static ValueMeters of(
            ReadPlan plan, Function<OutputFeature, StatusCounts> statuses, Function<String, AgeMeter> ages) {
        @Nullable AgeMeter[] ofRows = new AgeMeter[plan.features().size()];
        for (int feature : plan.firstFeatures()) {
            ofRows[feature] = ages.apply(plan.features().get(feature).view());
        }
        return new ValueMeters(plan.features().stream().map(statuses).toArray(StatusCounts[]::new), ofRows);
    }

    /** Meters that nobody looks at. */
    static ValueMeters unseen(ReadPlan plan) {
        return of(plan, feature -> new StatusCounts(), view -> new AgeMeter());
    }

    /**
     * Counts the values of a feature.
     *
     * @param found the statuses of the column, by row
     * @param now the time as of which it was read, in microseconds since 1970
     */
    void count(int feature, FeatureStatus[] found, AnswerColumn column, long now) {
        int start = 0;
        for (int end = 1; end <= found.length; end++) {
            // Neighbours mostly share a status: one addition for all of them.
            if (end == found.length || found[end] != found[start]) {
                statuses[feature].add(found[start], end - start);
                start = end;
            }
        }
        AgeMeter age = ages[feature];
        if (age != null) {
            countAges(age, found, column, now);
        }
    }

    private static void countAges(AgeMeter age, FeatureStatus[] found, AnswerColumn column, long now) {
        for (int row = 0; row < found.length; row++) {
            if (found[row] != FeatureStatus.NOT_FOUND) {
                long eventTime = column.eventTime(row);
                if (eventTime != 0) { // with which windows say that there was no event yet
                    age.count(now - eventTime);
                }
            }
        }
    }
}
