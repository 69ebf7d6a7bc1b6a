package dev.tandem.cli.parity;

import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Lookup;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.engine.Phase;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.online.ReadPlan;
import dev.tandem.registry.RegistryState;
import java.util.ArrayList;
import java.util.List;

/** The parity law, tried on a service: at each instant its views are materialised, and what is then read is what training sees. */
public final class Parity {
    private Parity() {}

    /**
     * Tries it.
     *
     * @param scratch where to materialise; {@code history} is of the state that was applied there
     * @param filling what materialises
     * @param questions in the order of their instants
     * @param progress is told how far it has come
     */
    public static Comparison of(
            Scratch scratch,
            Scratch.Filling filling,
            History history,
            FeatureService service,
            List<Question> questions,
            Progress progress) {
        RegistryState state = history.state();
        ServiceParts parts = ServiceParts.of(state.definitions(), service);
        List<String> views =
                parts.lookups().stream().map(Lookup::view).distinct().toList();
        Road served = StoredRoad.of(ReadPlan.of(state, service), scratch.store());
        List<List<Road.Answer>> answers = new ArrayList<>();
        for (Question question : questions) {
            if (!views.isEmpty()) {
                scratch.materialize(
                        filling,
                        history,
                        MaterializationRequest.incremental().ofViews(views).asKnownAt(question.at()),
                        progress);
            }
            answers.add(served.ask(question));
        }
        List<List<Road.Answer>> trained;
        try (Phase phase = Phase.begin(history.spark(), "training", progress)) {
            trained = TrainedRoad.of(history, service).askAll(questions);
        }
        Comparison comparison = Comparison.none(parts.outputs());
        for (int i = 0; i < questions.size(); i++) {
            comparison =
                    comparison.plus(Comparison.of(questions.get(i), parts.outputs(), trained.get(i), answers.get(i)));
        }
        return comparison;
    }
}
