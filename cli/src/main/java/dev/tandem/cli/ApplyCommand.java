package dev.tandem.cli;

import dev.tandem.registry.Plan;
import dev.tandem.registry.RegistryState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tandem apply}: makes the definitions of the folder the ones in force. */
@Command(
        name = "apply",
        description = {
            "Make the definitions of the folder the ones in force.",
            "",
            "Everything is applied in one transaction, as a new numbered state; applying twice changes nothing. When somebody else applied",
            "in the meantime, nothing is changed and the command says so."
        },
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private final AuthorOption author = new AuthorOption();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ApplyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Console console = invocation.console();
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            Plan plan = deployment.registry().plan(deployment.writtenDefinitions());
            RegistryState state = deployment.registry().apply(plan, author.name());
            if (json) {
                console.print(PlanPrinter.toJson(plan).put("state", state.number()));
            } else if (plan.isEmpty()) {
                console.print("Nothing to apply: state %d is in force.".formatted(state.number()));
            } else {
                PlanPrinter.print(plan, console);
                console.print("Applied as state %d: %s.".formatted(state.number(), plan.summary()));
            }
            return 0;
        }
    }
}
