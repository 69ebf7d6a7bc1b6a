package dev.tandem.server;

import dev.tandem.definition.Definitions.UnknownNameException;

/** Says to Feast's clients, in their own terms, what does not exist. */
final class FeastErrors {
    private FeastErrors() {}

    /** A view, service or source that does not exist is not found; anything else that does not is a mistake in the body. */
    static HttpError of(UnknownNameException unknown) {
        String message = String.valueOf(unknown.getMessage());
        return switch (unknown.kind()) {
            case "feature view", "online feature view" ->
                HttpError.notFoundByFeast("FeatureViewNotFoundException", message);
            case "feature service" -> HttpError.notFoundByFeast("FeatureServiceNotFoundException", message);
            case "source" -> HttpError.notFoundByFeast("PushSourceNotFoundException", message);
            default -> HttpError.invalid("unknown", message, "body");
        };
    }
}
