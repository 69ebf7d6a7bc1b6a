package dev.tandem.server.log;

import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.ReadPlan;
import dev.tandem.row.ValueSource;
import java.util.List;
import java.util.Map;

/**
 * An answer that is to be logged, as it was given: nothing is copied or decoded on the thread that answered.
 *
 * @param requestId under which the caller knows it
 * @param plan how it was read
 * @param asked for each column that the plan asks for, its values by row
 * @param answer what was read
 * @param rows which rows are logged
 * @param materializedUntil for each view, up to when it was materialised, in microseconds since 1970
 */
record LoggedAnswer(
        String requestId,
        ReadPlan plan,
        List<? extends ValueSource> asked,
        FeatureAnswer answer,
        int[] rows,
        Map<String, Long> materializedUntil) {}
