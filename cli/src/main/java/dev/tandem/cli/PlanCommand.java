package dev.tandem.cli;

import dev.tandem.registry.Plan;
import dev.tandem.registry.RegistryState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tandem plan}: what {@code apply} would change. */
@Command(
        name = "plan",
        description = {
            "Show what 'apply' would change.",
            "",
            "Reads the definition files, reports every mistake in them, and compares them with the newest applied state: what is added,",
            "changed field by field, or removed, what becomes of rows already stored online, and which services it touches."
        },
        mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
    private static final int DIFFERENCES = 3;

    private final Invocation invocation;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--check", description = "Exit with code 3 when there is something to apply: for a team's CI.")
    private boolean check;

    PlanCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Console console = invocation.console();
        try (Deployment deployment = new Deployment(invocation.configuration())) {
            Plan plan = deployment.registry().plan(deployment.writtenDefinitions());
            if (json) {
                console.print(PlanPrinter.toJson(plan));
            } else if (plan.isEmpty()) {
                console.print("Nothing to apply: the definitions are those of state %d."
                        .formatted(plan.base().map(RegistryState::number).orElse(0L)));
            } else {
                PlanPrinter.print(plan, console);
                console.print("%s, compared with %s. Run 'tandem apply' to make it so."
                        .formatted(
                                plan.summary(),
                                plan.base()
                                        .map(base -> "state " + base.number())
                                        .orElse("an empty registry")));
                if (PlanPrinter.touchesServices(plan)) {
                    console.print(
                            "It touches services: 'tandem parity' shows beforehand that training and serving agree on them.");
                }
            }
            return check && !plan.isEmpty() ? DIFFERENCES : 0;
        }
    }
}
