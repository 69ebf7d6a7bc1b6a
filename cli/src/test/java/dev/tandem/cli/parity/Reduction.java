package dev.tandem.cli.parity;

import dev.tandem.cli.parity.ProjectCase.OnDemandPart;
import dev.tandem.cli.parity.ProjectCase.SourcePart;
import dev.tandem.cli.parity.ProjectCase.ViewPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a failing project smaller, greedily: leaves out half of some list, then a quarter, and so on down to single items, keeping
 * whatever still fails (the scheme of A. Zeller and R. Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002, without its
 * complements). The cheap and large things go first: what is asked, when, and of which views; the rows of history come last. Each try is a run, so
 * there is an end to them.
 */
final class Reduction {
    private final int mostTries;
    private final Predicate<ProjectCase> fails;
    private int tries;

    Reduction(int mostTries, Predicate<ProjectCase> fails) {
        this.mostTries = mostTries;
        this.fails = fails;
    }

    ProjectCase of(ProjectCase failing) {
        ProjectCase smallest = failing;
        smallest = shorter(smallest, smallest.asked(), smallest::withAsked);
        smallest = shorter(smallest, smallest.service(), smallest::withService);
        smallest = shorter(smallest, smallest.steps(), smallest::withSteps);
        for (int i = 0; i < smallest.steps().size(); i++) {
            int number = i;
            ProjectCase now = smallest;
            smallest = shorter(
                    now,
                    now.steps().get(i).asks(),
                    asks -> now.withSteps(replaced(
                            now.steps(), number, now.steps().get(number).asking(asks))));
        }
        for (int i = 0; i < smallest.service().size(); i++) {
            int number = i;
            ProjectCase now = smallest;
            smallest = shorter(
                    now,
                    now.service().get(i).features(),
                    features -> now.withService(replaced(
                            now.service(), number, now.service().get(number).withFeatures(features))));
        }
        for (ViewPart view : smallest.views()) {
            ProjectCase now = smallest;
            smallest = shorter(
                    now,
                    view.aggregations(),
                    fewer -> now.withViews(
                            each -> each.name().equals(view.name()) ? each.withAggregations(fewer) : each));
        }
        for (OnDemandPart view : smallest.onDemand()) {
            ProjectCase now = smallest;
            smallest = shorter(
                    now,
                    view.features(),
                    fewer -> now.withOnDemand(
                            each -> each.name().equals(view.name()) ? each.withFeatures(fewer) : each));
        }
        for (SourcePart source : smallest.sources()) {
            ProjectCase now = smallest;
            smallest = shorter(
                    now,
                    source.rows(),
                    fewer -> now.withSources(each -> each.name().equals(source.name()) ? each.withRows(fewer) : each));
        }
        return smallest;
    }

    private static <T> List<T> replaced(List<T> list, int index, T by) {
        List<T> copy = new ArrayList<>(list);
        copy.set(index, by);
        return copy;
    }

    /** Leaves out what can be left out of a list, but never all of it. */
    private <T> ProjectCase shorter(ProjectCase failing, List<T> list, Function<List<T>, ProjectCase> with) {
        ProjectCase smallest = failing;
        List<T> kept = list;
        for (int part = Math.max(1, kept.size() / 2); part >= 1; part /= 2) {
            int from = 0;
            while (from < kept.size() && kept.size() > 1) {
                List<T> fewer = new ArrayList<>(kept.subList(0, from));
                fewer.addAll(kept.subList(Math.min(from + part, kept.size()), kept.size()));
                ProjectCase tried =
                        fewer.isEmpty() ? smallest : with.apply(fewer).tidied();
                if (!fewer.isEmpty() && stillFails(tried)) {
                    kept = fewer;
                    smallest = tried;
                } else {
                    from += part;
                }
            }
        }
        return smallest;
    }

    private boolean stillFails(ProjectCase tried) {
        return tries++ < mostTries && fails.test(tried);
    }
}
