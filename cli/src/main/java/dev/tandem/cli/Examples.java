package dev.tandem.cli;

import dev.tandem.TandemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The example projects that come with the program. */
final class Examples {
    private static final String HOME = "tandem.home";

    private Examples() {}

    /**
     * Copies an example into a folder that holds nothing of it yet.
     *
     * @param name the example's folder name
     * @param target the folder, made when it is not there
     * @throws TandemException when a file of the example is there already: nothing is then copied
     */
    static void copy(String name, Path target) {
        Path example = folder(name);
        try (Stream<Path> tree = Files.walk(example)) {
            List<Path> files =
                    tree.filter(Files::isRegularFile).map(example::relativize).toList();
            for (Path file : files) {
                if (Files.exists(target.resolve(file))) {
                    throw new TandemException("%s is there already, so nothing was written. Choose an empty folder."
                            .formatted(target.resolve(file)));
                }
            }
            for (Path file : files) {
                Path copy = target.resolve(file);
                Files.createDirectories(copy.toAbsolutePath().getParent());
                Files.copy(example.resolve(file), copy);
            }
        } catch (IOException e) {
            throw new TandemException("Cannot write to " + target + ": " + e.getMessage(), e);
        }
    }

    private static Path folder(String name) {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new TandemException("The examples are found through the 'tandem' launcher. Start Tandem with it.");
        }
        Path folder = Path.of(home, "examples", name);
        if (!Files.isDirectory(folder)) {
            throw new TandemException("The example '" + name + "' is not part of this installation (" + folder + ").");
        }
        return folder;
    }
}
