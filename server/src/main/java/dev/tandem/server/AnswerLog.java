package dev.tandem.server;

import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.ReadPlan;
import dev.tandem.row.ValueSource;
import java.util.List;

/** Where answers go after they were given. Thread-safe; neither blocks nor throws. */
@FunctionalInterface
interface AnswerLog {
    /** Keeps nothing. */
    AnswerLog NONE = (requestId, plan, asked, answer) -> {};

    /**
     * Takes an answer. Nothing that is handed over may be changed afterwards.
     *
     * @param requestId under which the caller knows it
     * @param asked for each column that the plan asks for, its values by row
     */
    void take(String requestId, ReadPlan plan, List<? extends ValueSource> asked, FeatureAnswer answer);
}
