package dev.tandem.cli.parity;

import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.OutputFeature;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The road of serving, without HTTP: what the server's own plan reads from the online store. */
public final class StoredRoad implements Road {
    private static final int ROWS_AT_ONCE = 1_000;

    private final ReadPlan plan;
    private final OnlineStore store;

    private StoredRoad(ReadPlan plan, OnlineStore store) {
        this.plan = plan;
        this.store = store;
    }

    /** What a plan reads. */
    public static StoredRoad of(ReadPlan plan, OnlineStore store) {
        return new StoredRoad(plan, store);
    }

    @Override
    public List<Answer> ask(Question question) {
        List<Answer> answers = new ArrayList<>();
        for (int from = 0; from < question.rows().size(); from += ROWS_AT_ONCE) {
            int to = Math.min(from + ROWS_AT_ONCE, question.rows().size());
            Question some = new Question(question.columns(), question.rows().subList(from, to), question.at());
            List<ValueSource> entities = plan.requestColumns().stream()
                    .map(column -> ValueSource.of(some.column(column.name())))
                    .toList();
            FeatureAnswer answer = plan.read(store, entities, Micros.of(question.at()));
            for (int row = 0; row < answer.rows(); row++) {
                answers.add(answer(answer, row));
            }
        }
        return answers;
    }

    private Answer answer(FeatureAnswer answer, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        List<FeatureStatus> statuses = new ArrayList<>();
        List<OutputFeature> features = plan.features();
        for (int i = 0; i < features.size(); i++) {
            values.add(answer.values(i).objectAt(row, features.get(i).type()));
            statuses.add(answer.status(i, row));
        }
        return new Answer(values, statuses);
    }
}
