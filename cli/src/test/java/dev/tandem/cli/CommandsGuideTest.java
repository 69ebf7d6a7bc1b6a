package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.config.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** docs/commands.md knows every command and option, and docs/operating.md every setting. */
class CommandsGuideTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern OPTION = Pattern.compile("--[a-z]+(?:-[a-z]+)*");

    @Test
    void the_guide_gives_each_command_a_line_with_all_of_its_options_and_no_others() throws IOException {
        String guide = Files.readString(DOCS.resolve("commands.md"));

        assertThat(commands(everything())).hasSizeGreaterThan(20).allSatisfy(command -> {
            String name = command.getCommandSpec().qualifiedName();
            List<String> lines = guide.lines()
                    .filter(line -> line.matches("\\| `" + name + "[ `].*"))
                    .toList();
            assertThat(lines).as(name).hasSize(1);
            Set<String> said = options(lines.get(0));
            List<OptionSpec> options = command.getCommandSpec().options();
            assertThat(said)
                    .as(name)
                    .containsAll(names(options.stream()
                            .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())))
                    .isSubsetOf(names(options.stream()));
        });
    }

    @Test
    void the_guide_says_which_options_all_commands_take() throws IOException {
        String common = Files.readString(DOCS.resolve("commands.md")).split("## All of them\n")[1];

        assertThat(options(common))
                .containsAll(names(everything().getCommandSpec().options().stream()
                        .filter(option -> Stream.of(Setting.values())
                                .noneMatch(setting -> setting.flag().equals(option.longestName())))));
    }

    @Test
    void the_guide_to_operating_lists_every_setting_with_its_variable_and_default() throws IOException {
        String guide = Files.readString(DOCS.resolve("operating.md"));

        assertThat(Setting.values())
                .allSatisfy(setting -> assertThat(guide)
                        .contains("| `%s` | `%s` | %s|"
                                .formatted(
                                        setting.key(),
                                        setting.variable(),
                                        setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "` ")));
    }

    private static CommandLine everything() {
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        return Main.commandLine(new Invocation(new Console(nowhere, nowhere, false), Map.of()));
    }

    /** Those below a command that do something. */
    private static List<CommandLine> commands(CommandLine parent) {
        return parent.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .flatMap(
                        command -> command.getSubcommands().isEmpty() ? Stream.of(command) : commands(command).stream())
                .toList();
    }

    private static Set<String> options(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Stream<OptionSpec> options) {
        return options.map(OptionSpec::longestName).collect(Collectors.toCollection(TreeSet::new));
    }
}
