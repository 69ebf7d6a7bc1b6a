package dev.tandem.registry;

import dev.tandem.EngineSettings;
import dev.tandem.definition.Definitions;
import dev.tandem.registry.Plan.Change;
import dev.tandem.registry.Storage.Layout;
import dev.tandem.registry.Storage.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The states of a project, kept in memory: what the registry does with definitions, without a database. */
final class PlannedProject {
    private final SortedMap<String, String> engine = new TreeMap<>(EngineSettings.PINNED);
    private Optional<AppliedState> latest = Optional.empty();
    private long lastGeneration;

    List<Change> plan(Definitions wanted) {
        return DefinitionDiff.changes(
                latest.map(AppliedState::definitions), wanted, StoragePlan.of(latest, wanted, engine));
    }

    void apply(Definitions wanted) {
        Storage storage = StoragePlan.of(latest, wanted, engine).after(view -> ++lastGeneration);
        long number = latest.map(AppliedState::number).orElse(0L) + 1;
        latest = Optional.of(AppliedState.of(number, Instant.EPOCH, "somebody", wanted, storage));
    }

    RegistryState state() {
        return latest.orElseThrow().state();
    }

    StoredView stored(String view) {
        return state().stored(view);
    }

    void setEngine(String setting, String value) {
        engine.put(setting, value);
    }

    /** As if so many schemas had come before. */
    void pretendSchemaId(String view, int id) {
        AppliedState applied = latest.orElseThrow();
        Rows rows = applied.storage().rows(view);
        Rows later =
                new Rows(rows.generation(), List.of(new Layout(id, rows.newest().slots())));
        latest = Optional.of(AppliedState.of(
                applied.number(),
                Instant.EPOCH,
                "somebody",
                applied.definitions(),
                applied.storage().with(view, later)));
    }
}
