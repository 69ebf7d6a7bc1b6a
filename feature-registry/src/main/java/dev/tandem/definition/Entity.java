package dev.tandem.definition;

import java.util.List;

/**
 * A thing that features describe, named by one or more join keys.
 *
 * @param name unique in the project
 * @param keys the join keys in declared order; at least one
 * @param about description, owner, tags
 */
public record Entity(String name, List<JoinKey> keys, About about) {

    /**
     * One part of an entity's name.
     *
     * @param name the column name, unique among the keys of a view
     * @param type a type for which {@link ValueType#isKeyType} holds
     */
    public record JoinKey(String name, ValueType type) {}

    /** Copies the keys. */
    public Entity {
        keys = List.copyOf(keys);
    }
}
