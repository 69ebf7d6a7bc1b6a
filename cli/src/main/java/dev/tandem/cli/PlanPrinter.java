package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.registry.Plan;
import dev.tandem.registry.Plan.Action;
import dev.tandem.registry.Plan.Change;
import dev.tandem.registry.Plan.Effect;
import dev.tandem.registry.Plan.FieldChange;
import dev.tandem.registry.RegistryState;
import java.util.Locale;
import java.util.Map;

/** Renders a plan for people and for scripts. */
final class PlanPrinter {
    private static final Map<Action, String> SIGNS =
            Map.of(Action.ADDED, "+", Action.CHANGED, "~", Action.REMOVED, "-");
    private static final String INDENT = "      ";

    private PlanPrinter() {}

    static void print(Plan plan, Console console) {
        plan.changes().forEach(change -> print(change, console));
        if (!plan.isEmpty()) {
            console.print("");
        }
    }

    /** Whether some service may give other values, or values of other names. */
    static boolean touchesServices(Plan plan) {
        return plan.changes().stream()
                .anyMatch(change -> !change.services().isEmpty()
                        || (change.kind().equals("service") && change.action() != Action.REMOVED));
    }

    private static void print(Change change, Console console) {
        console.print("  %s %-8s %s".formatted(SIGNS.get(change.action()), change.kind(), change.name()));
        for (FieldChange field : change.fields()) {
            console.print(INDENT + field.field() + ": " + field.before().orElse("(none)") + " -> "
                    + field.after().orElse("(none)"));
        }
        if (!change.consequence().isEmpty()) {
            String effect = change.action() == Action.CHANGED ? name(change.effect()) + ": " : "";
            console.print(INDENT + effect + change.consequence());
        }
        if (!change.services().isEmpty()) {
            console.print(INDENT + "touches: " + String.join(", ", change.services()));
        }
    }

    static ObjectNode toJson(Plan plan) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("project", plan.wanted().project().name());
        root.put("base", plan.base().map(RegistryState::number).orElse(0L));
        ArrayNode changes = root.putArray("changes");
        for (Change change : plan.changes()) {
            ObjectNode node = changes.addObject();
            node.put("action", change.action().name().toLowerCase(Locale.ROOT));
            node.put("kind", change.kind());
            node.put("name", change.name());
            ArrayNode fields = node.putArray("fields");
            for (FieldChange field : change.fields()) {
                fields.addObject()
                        .put("field", field.field())
                        .put("before", field.before().orElse(null))
                        .put("after", field.after().orElse(null));
            }
            node.put("effect", name(change.effect()));
            node.put("consequence", change.consequence());
            ArrayNode services = node.putArray("services");
            change.services().forEach(services::add);
        }
        return root;
    }

    private static String name(Effect effect) {
        return effect.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
