package dev.tandem.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.DefinitionsGenerator;
import dev.tandem.definition.DefinitionsJson;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ValueType;
import dev.tandem.registry.Plan.Change;
import dev.tandem.registry.Plan.Effect;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What must hold of plans whatever the definitions; every failure names its seed. */
class GeneratedPlansTest {
    private static final int CASES = 150;

    private final long seed = new Random().nextLong();

    @Test
    void what_was_applied_leaves_nothing_to_plan() {
        for (long s = seed; s < seed + CASES; s++) {
            DefinitionsGenerator generator = new DefinitionsGenerator(s);
            PlannedProject project = new PlannedProject();
            for (int step = 0; step < 3; step++) {
                Definitions wanted = generator.next();
                project.apply(wanted);

                assertThat(project.plan(wanted)).as("seed %d, step %d", s, step).isEmpty();
                assertThat(project.state().definitions()).isEqualTo(wanted);
            }
        }
    }

    @Test
    void different_definitions_never_have_an_empty_plan() {
        for (long s = seed; s < seed + CASES; s++) {
            DefinitionsGenerator generator = new DefinitionsGenerator(s);
            Definitions a = generator.next();
            Definitions b = generator.next();
            PlannedProject project = new PlannedProject();
            project.apply(a);

            assertThat(project.plan(b).isEmpty()).as("seed %d", s).isEqualTo(a.equals(b));
        }
    }

    @Test
    void every_change_that_affects_a_value_begins_a_new_generation() {
        for (long s = seed; s < seed + CASES; s++) {
            Random random = new Random(s);
            Definitions before = onlineDefinitions(s);
            for (DefinitionEdit edit : DefinitionEdit.AFFECTING_VALUES) {
                PlannedProject project = new PlannedProject();
                project.apply(before);
                ObjectNode tree = DefinitionsJson.tree(before);
                String view = edit.apply(tree, random);

                Change change = changeOf(view, project.plan(DefinitionsJson.read(tree.toString())));

                assertThat(change.effect()).as("seed %d, %s", s, edit).isEqualTo(Effect.NEW_GENERATION);
                assertThat(change.fields()).as("seed %d, %s", s, edit).isNotEmpty();
                assertThat(change.consequence()).contains("tandem materialize " + view);
            }
        }
    }

    @Test
    void every_change_of_looks_is_compatible_and_moves_no_row() {
        for (long s = seed; s < seed + CASES; s++) {
            Random random = new Random(s);
            Definitions before = onlineDefinitions(s);
            for (DefinitionEdit edit : DefinitionEdit.COSMETIC) {
                PlannedProject project = new PlannedProject();
                project.apply(before);
                Map<String, Long> generations = generations(project);
                ObjectNode tree = DefinitionsJson.tree(before);
                edit.apply(tree, random);
                Definitions wanted = DefinitionsJson.read(tree.toString());

                List<Change> changes = project.plan(wanted);
                project.apply(wanted);

                assertThat(changes)
                        .as("seed %d, %s", s, edit)
                        .isNotEmpty()
                        .allMatch(change -> change.effect() == Effect.COMPATIBLE);
                assertThat(generations(project)).as("seed %d, %s", s, edit).isEqualTo(generations);
            }
        }
    }

    @Test
    void generation_numbers_grow_and_are_never_used_again() {
        for (long s = seed; s < seed + CASES; s++) {
            DefinitionsGenerator generator = new DefinitionsGenerator(s);
            PlannedProject project = new PlannedProject();
            Map<Long, String> owners = new HashMap<>();
            long greatest = 0;
            for (int step = 0; step < 5; step++) {
                project.apply(generator.next());
                for (StoredView stored : project.state().storage().values()) {
                    boolean isNew = owners.put(stored.generation(), stored.view()) == null;
                    assertThat(isNew).as("seed %d, step %d", s, step).isEqualTo(stored.generation() > greatest);
                }
                greatest = owners.keySet().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
            }
            assertThat(owners).hasSize((int) greatest);
        }
    }

    /**
     * Packs a row for each view after each change, and later reads every row that can still be found. The value of each feature tells the
     * column and type that it was made from, so that a row decoded under the wrong schema, or a feature that means something else
     * now, is seen.
     */
    @Test
    void a_row_written_under_one_schema_is_never_decoded_as_another() {
        int found = 0;
        for (long s = seed; s < seed + CASES; s++) {
            Random random = new Random(s);
            PlannedProject project = new PlannedProject();
            Definitions definitions = onlineDefinitions(s);
            List<WrittenRow> rows = new ArrayList<>();
            for (int step = 0; step < 6; step++) {
                project.apply(definitions);
                for (WrittenRow row : rows) {
                    found += row.check(project.state(), "seed %d, step %d".formatted(s, step));
                }
                for (StoredView stored : project.state().storage().values()) {
                    rows.add(WrittenRow.of(definitions.view(stored.view()), stored));
                }
                ObjectNode tree = DefinitionsJson.tree(definitions);
                DefinitionEdit.oneOf(random).apply(tree, random);
                definitions = DefinitionsJson.read(tree.toString());
            }
        }
        assertThat(found).as("rows that outlived a change").isGreaterThan(CASES);
    }

    private record WrittenRow(String view, long generation, byte[] bytes) {

        static WrittenRow of(FeatureView view, StoredView stored) {
            List<String> values =
                    view.features().stream().map(WrittenRow::valueOf).toList();
            RowSchema schema = asTexts(stored.schema());
            byte[] bytes = new RowWriter(schema).write(0, RowWriter.NO_CREATED_TIME, 0, ValueSource.of(values));
            return new WrittenRow(view.name(), stored.generation(), bytes);
        }

        /** The same schema with room for a text in every column. */
        private static RowSchema asTexts(RowSchema schema) {
            return new RowSchema(
                    schema.id(),
                    schema.columns().stream()
                            .map(column -> new RowSchema.Column(column.name(), ValueType.STRING))
                            .toList());
        }

        private static String valueOf(Feature feature) {
            return feature.name() + " " + feature.type() + " " + feature.column();
        }

        /** Reads what can be found of the row under a later state. Returns the number of values found. */
        int check(RegistryState state, String description) {
            StoredView stored = state.storage().get(view);
            if (stored == null || stored.generation() != generation) {
                return 0;
            }
            PackedRow row = PackedRow.of(bytes);
            List<RowSchema> schemas = stored.schemas().stream()
                    .filter(schema -> schema.id() == row.schemaId())
                    .toList();
            assertThat(schemas).as(description).hasSize(1);
            ValueSource values = row.values(asTexts(schemas.get(0)));
            int found = 0;
            for (Feature feature : state.definitions().view(view).features()) {
                int index = schemas.get(0).indexOf(feature.name());
                if (index >= 0) {
                    assertThat(new String(values.bytesAt(index), StandardCharsets.UTF_8))
                            .as(description)
                            .isEqualTo(valueOf(feature));
                    assertThat(schemas.get(0).columns().get(index).type())
                            .as(description)
                            .isEqualTo(feature.type());
                    found++;
                }
            }
            return found;
        }
    }

    private static Change changeOf(String view, List<Change> changes) {
        return changes.stream()
                .filter(change -> change.kind().equals("view") && change.name().equals(view))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Long> generations(PlannedProject project) {
        Map<String, Long> generations = new TreeMap<>();
        project.state().storage().forEach((view, stored) -> generations.put(view, stored.generation()));
        return generations;
    }

    /** Generated definitions whose views are all online. */
    private static Definitions onlineDefinitions(long seed) {
        ObjectNode tree = DefinitionsJson.tree(new DefinitionsGenerator(seed).next());
        Stream.of(tree.get("views")).forEach(views -> views.forEach(view -> ((ObjectNode) view).put("online", true)));
        return DefinitionsJson.read(tree.toString());
    }
}
