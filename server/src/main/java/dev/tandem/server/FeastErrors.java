package dev.tandem.server;

import dev.tandem.definition.Definitions.UnknownNameException;

/** Says to Feast's clients, in their own terms, what does not exist. */
final class FeastErrors {
    private FeastErrors() {}

    /** A feature that does not exist is a mistake in a list; a view, service or source that does not is a 404. */
    static HttpError of(UnknownNameException unknown) {
        String message = String.valueOf(unknown.getMessage());
        return switch (unknown.kind()) {
            case "feature view", "online feature view" ->
                HttpError.notFoundByFeast("FeatureViewNotFoundException", message);
            case "feature service" -> HttpError.notFoundByFeast("FeatureServiceNotFoundException", message);
            case "source" -> HttpError.notFoundByFeast("PushSourceNotFoundException", message);
            default -> HttpError.invalid("unknown", message, "body", "features");
        };
    }
}
