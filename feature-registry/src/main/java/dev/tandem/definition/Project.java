package dev.tandem.definition;

/**
 * The name under which a team's definitions are kept. Two projects in one registry never see each other.
 *
 * @param name unique in a registry
 * @param about description, owner, tags
 */
public record Project(String name, About about) {}
