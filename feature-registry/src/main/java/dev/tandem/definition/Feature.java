package dev.tandem.definition;

/**
 * One value of a feature view.
 *
 * @param name unique in its view
 * @param type the declared type, which the source must fit
 * @param column the source's column that holds it
 * @param about description, owner, tags
 */
public record Feature(String name, ValueType type, String column, About about) {}
