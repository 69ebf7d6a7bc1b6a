package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which features a command works on. */
final class FeatureSelection {
    @Option(names = "--service", paramLabel = "NAME", description = "The feature service.")
    private @Nullable String service;

    @Option(
            names = "--features",
            paramLabel = "VIEW:FEATURE",
            split = ",",
            description =
                    "Features one by one instead of a service: view:feature, or a view for all of it; separated by commas.")
    private List<String> features = List.of();

    /** The service named, or one made of the features named. */
    FeatureService in(Definitions definitions) {
        if (service != null && !features.isEmpty()) {
            throw new TandemException("Give --service or --features, not both.");
        }
        if (service != null) {
            return definitions.service(service);
        }
        if (features.isEmpty()) {
            throw new TandemException("Say which features: --service NAME (%s), or --features VIEW:FEATURE,..."
                    .formatted(
                            definitions.services().isEmpty()
                                    ? "none is defined"
                                    : String.join(", ", definitions.services().keySet())));
        }
        return definitions.serviceOf(features);
    }
}
