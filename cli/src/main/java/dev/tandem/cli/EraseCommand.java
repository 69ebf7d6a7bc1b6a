package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ValueType;
import dev.tandem.online.RowAddress;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.EntityKey;
import dev.tandem.row.ValueSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tandem erase}: removes one entity from the online store. */
@Command(
        name = "erase",
        description = {
            "Erase one entity from the online store, in every view that is about exactly that entity.",
            "",
            "  tandem erase customer customer=17",
            "",
            "History is not touched: remove the entity from the sources too, or the next full materialisation brings it back."
        },
        mixinStandardHelpOptions = true)
final class EraseCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ENTITY", description = "The entity, as it is called in the definitions.")
    private String entity = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY=VALUE", description = "Its join keys.")
    private List<String> words = List.of();

    EraseCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            RegistryState state = deployment.state();
            Definitions definitions = state.definitions();
            Map<String, ValueType> columns = new LinkedHashMap<>();
            for (JoinKey key : definitions.entity(entity).keys()) {
                columns.put(key.name(), key.type());
            }
            byte[] key = EntityKey.pack(List.copyOf(columns.values()), ValueSource.of(KeyWords.parse(words, columns)))
                    .orElseThrow(() -> new TandemException(
                            "%s names no %s: a part of its key is empty. Write each join key with a value."
                                    .formatted(String.join(" ", words), entity)));
            List<RowAddress> addresses = new ArrayList<>();
            List<String> views = new ArrayList<>();
            for (FeatureView view : definitions.views().values()) {
                if (view.online() && view.entities().equals(List.of(entity))) {
                    addresses.add(new RowAddress(state.stored(view.name()).generation(), key));
                    views.add(view.name());
                }
            }
            long erased = addresses.isEmpty() ? 0 : deployment.online().erase(addresses);
            invocation
                    .console()
                    .print("Erased %d %s of %s, looked for in: %s."
                            .formatted(
                                    erased,
                                    erased == 1 ? "row" : "rows",
                                    String.join(" ", words),
                                    views.isEmpty() ? "no online view" : String.join(", ", views)));
            return 0;
        }
    }
}
