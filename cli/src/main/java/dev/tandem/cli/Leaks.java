package dev.tandem.cli;

import dev.tandem.offline.training.Manifest;
import dev.tandem.offline.training.Manifest.Suspect;
import dev.tandem.offline.training.Manifest.Suspicion;
import java.util.function.Consumer;

/** Tells what a search for knowledge of the future found in a training set. */
final class Leaks {
    private Leaks() {}

    static void print(Manifest manifest, Consumer<String> line) {
        manifest.leakage().ifPresent(leakage -> {
            if (leakage.suspects().isEmpty()) {
                line.accept("no leak seen: of %,d %s up to %s no value changes when nothing after it has happened"
                        .formatted(leakage.labels(), leakage.labels() == 1 ? "label" : "labels", leakage.cut()));
            }
            for (Suspect suspect : leakage.suspects()) {
                line.accept("%s '%s' in %,d of %,d labels up to %s: %s"
                        .formatted(
                                suspect.suspicion() == Suspicion.LATER_ROWS
                                        ? "LEAK: rows that come after the label change"
                                        : "Is this known before the outcome is? Events at the very time of the label give",
                                suspect.column(),
                                suspect.rows(),
                                leakage.labels(),
                                leakage.cut(),
                                suspect.example()));
            }
        });
    }
}
