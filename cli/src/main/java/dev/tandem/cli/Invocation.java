package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.cli.config.Setting;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * One call of {@code tandem}: where it speaks, what it sees, and the options that every command takes. It makes the commands, handing
 * itself to those that ask for it.
 */
final class Invocation implements IFactory {
    private static final String CONFIG_VARIABLE = "TANDEM_CONFIG";

    private final Console console;
    private final Map<String, String> environment;
    private final Map<Setting, String> flags = new EnumMap<>(Setting.class);
    private final Map<String, String> conf = new LinkedHashMap<>();
    private @Nullable Path file;
    private boolean verbose;

    Invocation(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = Map.copyOf(environment);
    }

    Console console() {
        return console;
    }

    boolean verbose() {
        return verbose;
    }

    /** The folder that a relative path on the command line starts from. */
    Path workingFolder() {
        return Path.of("").toAbsolutePath();
    }

    /** A path on the command line as the shell means it; a URL as it is. */
    String absolute(String path) {
        return path.contains("://")
                ? path
                : workingFolder().resolve(Path.of(path)).normalize().toString();
    }

    /** Reads the configuration that is in force for this call. */
    Configuration configuration() {
        return configuration(configurationFile());
    }

    /** Reads a {@code tandem.yaml}, under the flags and environment of this call. */
    Configuration configuration(Path from) {
        return new ConfigurationLoader(environment).load(from, flags, conf);
    }

    private Path configurationFile() {
        if (file != null) {
            return existing(file, "--config");
        }
        String variable = environment.get(CONFIG_VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return existing(Path.of(variable), CONFIG_VARIABLE);
        }
        return ConfigurationLoader.findFile(workingFolder())
                .orElseThrow(() -> new TandemException(
                        "There is no %s in %s or above. Run 'tandem init' to begin a project, or name the file with --config."
                                .formatted(ConfigurationLoader.FILE_NAME, workingFolder())));
    }

    private static Path existing(Path path, String origin) {
        Path resolved = Files.isDirectory(path) ? path.resolve(ConfigurationLoader.FILE_NAME) : path;
        if (!Files.isRegularFile(resolved)) {
            throw new TandemException("There is no file " + resolved + " (named by " + origin + ").");
        }
        return resolved;
    }

    /** Adds the options that every command takes; those that override settings stay out of the way of {@code --help}. */
    void addOptionsTo(CommandSpec root) {
        root.addOption(OptionSpec.builder("--config")
                .paramLabel("FILE")
                .description("The tandem.yaml to use; by default that of this folder or of the nearest above.")
                .type(Path.class)
                .scopeType(ScopeType.INHERIT)
                .setter(keeping(value -> file = (Path) value))
                .build());
        root.addOption(OptionSpec.builder("--verbose")
                .description("Show the stack trace of a problem.")
                .type(boolean.class)
                .arity("0")
                .scopeType(ScopeType.INHERIT)
                .setter(keeping(value -> verbose = value != null && (Boolean) value))
                .build());
        for (Setting setting : Setting.values()) {
            root.addOption(OptionSpec.builder(setting.flag())
                    .paramLabel(setting.form())
                    .description(setting.description())
                    .type(String.class)
                    .scopeType(ScopeType.INHERIT)
                    .hidden(true)
                    .setter(keeping(value -> keepFlag(setting, (String) value)))
                    .build());
        }
        root.addOption(OptionSpec.builder("--conf")
                .paramLabel("KEY=VALUE")
                .description("A value of Spark's configuration; may be given several times.")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .scopeType(ScopeType.INHERIT)
                .hidden(true)
                .setter(keeping(this::keepConf))
                .build());
    }

    private void keepFlag(Setting setting, @Nullable String value) {
        if (value != null) {
            flags.put(setting, value);
        }
    }

    private void keepConf(@Nullable Object pairs) {
        if (pairs instanceof List<?> list) {
            list.forEach(pair -> keepConf(String.valueOf(pair)));
        }
    }

    private void keepConf(String pair) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
            throw new TandemException("--conf takes KEY=VALUE, not '" + pair + "'.");
        }
        conf.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private interface Keeper {
        void keep(@Nullable Object value);
    }

    private static ISetter keeping(Keeper keeper) {
        return new ISetter() {
            @Override
            @SuppressWarnings("unchecked") // picocli ignores what a setter returns
            public <T> T set(T value) {
                keeper.keep(value);
                return value;
            }
        };
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Invocation.class) {
                return type.cast(constructor.newInstance(this));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
