package dev.tandem.cli;

import java.nio.file.Path;

/** A process that materialises the project of a folder, and is killed after some batches. */
final class MaterializeUntilKilled {
    private MaterializeUntilKilled() {}

    public static void main(String[] arguments) {
        OrdersProject project = new OrdersProject(Path.of(arguments[0]));
        int batches = Integer.parseInt(arguments[1]);
        KilledMaterializerIT.materialize(project, batches, StoppingSink.End.HALT);
    }
}
