package dev.tandem.definition;

/**
 * One value of a view.
 *
 * @param name unique in its view
 * @param type the type of its values: the declared one, or what the aggregate function gives
 * @param derivation how its values come about
 * @param drift from when on its drift is worth a warning or an alert, where that is said of it
 * @param about description, owner, tags
 */
public record Feature(String name, ValueType type, Derivation derivation, DriftThresholds drift, About about) {

    /** A feature of whose drift nothing is said. */
    public Feature(String name, ValueType type, Derivation derivation, About about) {
        this(name, type, derivation, DriftThresholds.NOT_GIVEN, about);
    }

    /** A feature that is looked up: what {@code column} holds. */
    public Feature(String name, ValueType type, String column, About about) {
        this(name, type, new Derivation.Column(column), about);
    }

    /**
     * The source's column that holds it.
     *
     * @throws IllegalStateException when it is not looked up
     */
    public String column() {
        if (derivation instanceof Derivation.Column column) {
            return column.name();
        }
        throw new IllegalStateException("feature " + name + " is computed, and is in no column");
    }

    /**
     * How it is aggregated over a window.
     *
     * @throws IllegalStateException when it is not
     */
    public Derivation.Aggregation aggregation() {
        if (derivation instanceof Derivation.Aggregation aggregation) {
            return aggregation;
        }
        throw new IllegalStateException("feature " + name + " is not aggregated");
    }
}
