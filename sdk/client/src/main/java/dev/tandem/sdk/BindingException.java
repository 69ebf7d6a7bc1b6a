package dev.tandem.sdk;

import java.util.List;

/** What the program asks for and what the service has do not fit: a feature that is not there, a type that cannot take its values. */
public final class BindingException extends FeatureStoreException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /**
     * @param headline what does not fit what
     * @param problems everything that does not, each with its remedy; at least one
     */
    public BindingException(String headline, List<String> problems) {
        super(
                problems.size() == 1
                        ? headline + " " + problems.get(0)
                        : headline + "\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Everything that does not fit, each with its remedy. */
    public List<String> problems() {
        return problems;
    }
}
