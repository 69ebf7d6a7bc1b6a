package dev.tandem.cli;

import picocli.CommandLine.Option;

/** The option {@code --author} of commands that change what is in force. */
final class AuthorOption {
    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who answers for the change; by default the user of this machine.",
            defaultValue = "${sys:user.name}")
    private String author = "";

    String name() {
        return author;
    }
}
