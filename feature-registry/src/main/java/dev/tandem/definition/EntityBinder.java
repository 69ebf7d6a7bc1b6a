package dev.tandem.definition;

import dev.tandem.definition.Entity.JoinKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes entities of what was written. */
final class EntityBinder {
    private final Draft draft;

    EntityBinder(Draft draft) {
        this.draft = draft;
    }

    /** The entities whose join keys are all known. */
    SortedMap<String, Entity> bind() {
        SortedMap<String, Entity> entities = new TreeMap<>();
        draft.entities().forEach((name, part) -> {
            List<JoinKey> keys = new ArrayList<>();
            part.fields("keys").forEach((key, type) -> {
                ReservedNames.refuse(draft.problems(), type, "join key");
                keys.add(new JoinKey(key, ValueType.parse(type.text())));
            });
            if (!keys.isEmpty()
                    && keys.size() == part.find("keys").orElseThrow().node().size()) {
                entities.put(name, new Entity(name, keys, part.about()));
            }
        });
        return entities;
    }
}
