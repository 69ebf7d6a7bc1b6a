package dev.tandem.online;

/**
 * Is told whenever an on-demand feature could not be computed from what a request brought and what was read for it, and so is null. Called
 * by the thread that first asks for the value. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ComputationFailures {
    /**
     * A value could not be computed.
     *
     * @param view the on-demand view
     * @param feature its feature
     * @param cause why
     */
    void failed(String view, String feature, Throwable cause);
}
