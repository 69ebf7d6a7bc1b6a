package dev.tandem.definition;

/**
 * Something that has to hold of the rows of a source or view. It changes no value: it may be changed whenever one likes.
 *
 * @param rule what has to hold
 * @param severity what becomes of a run that reads rows of which it does not hold
 */
public record Expectation(Rule rule, Severity severity) {
    /** It in one line, as a person reads it; equal texts of one source or view mean equal rules. */
    public String text() {
        return rule.text();
    }
}
