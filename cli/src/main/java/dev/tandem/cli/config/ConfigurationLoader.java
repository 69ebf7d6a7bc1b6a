package dev.tandem.cli.config;

import dev.tandem.TandemException;
import dev.tandem.cli.config.Configuration.Value;
import dev.tandem.definition.About;
import dev.tandem.definition.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Finds {@code tandem.yaml} and lays flags over environment over file over defaults. */
public final class ConfigurationLoader {
    /** The file that makes a folder a deployment of Tandem. */
    public static final String FILE_NAME = "tandem.yaml";

    private static final String CONF_PREFIX = "offline.conf.";
    private static final String CONF_VARIABLE = "TANDEM_OFFLINE_CONF";
    private static final List<String> PROJECT_FIELDS = List.of("name", "description", "owner", "tags");

    private final Map<String, String> environment;

    /**
     * @param environment the environment variables to be looked at
     */
    public ConfigurationLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The {@code tandem.yaml} of a folder, or of the nearest folder above that has one. */
    public static Optional<Path> findFile(Path folder) {
        for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            Path file = at.resolve(FILE_NAME);
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /**
     * Reads a configuration.
     *
     * @param file the {@code tandem.yaml} to read
     * @param flags the settings given on the command line
     * @param confFlags Spark configuration given on the command line
     * @throws TandemException when the file cannot be read, or says something that is no setting
     */
    public Configuration load(Path file, Map<Setting, String> flags, Map<String, String> confFlags) {
        Map<String, Object> tree = read(file);
        Path base = file.toAbsolutePath().normalize().getParent();
        if (base == null) {
            throw new TandemException(file + " is not in a folder.");
        }
        About about = takeProject(file, tree);
        Map<String, String> flat = new LinkedHashMap<>();
        flatten(file, "", tree, flat);

        Map<Setting, Value> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            values.put(
                    setting, new Value(setting.byDefault(), setting.byDefault().isEmpty() ? "not set" : "default"));
        }
        Map<String, Value> conf = new LinkedHashMap<>();
        String name = file.getFileName().toString();
        flat.forEach((key, text) -> {
            Optional<Setting> setting = Setting.find(key);
            if (setting.isPresent()) {
                values.put(setting.get(), new Value(text, name));
            } else if (key.startsWith(CONF_PREFIX)) {
                conf.put(key.substring(CONF_PREFIX.length()), new Value(text, name));
            } else {
                throw unknown(file, key);
            }
        });
        for (Setting setting : Setting.values()) {
            String text = environment.get(setting.variable());
            if (text != null) {
                values.put(setting, new Value(text, setting.variable()));
            }
        }
        confOfEnvironment().forEach((key, text) -> conf.put(key, new Value(text, CONF_VARIABLE)));
        flags.forEach((setting, text) -> values.put(setting, new Value(text, setting.flag())));
        confFlags.forEach((key, text) -> conf.put(key, new Value(text, "--conf")));
        return new Configuration(base, about, values, conf);
    }

    private static Map<String, Object> read(Path file) {
        try {
            Object tree = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            return tree == null ? new LinkedHashMap<>() : mapping(file, "the file", tree);
        } catch (IOException e) {
            throw new TandemException("Cannot read " + file + ": " + e.getMessage(), e);
        } catch (YamlEngineException e) {
            throw new TandemException(file + " is not YAML: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> mapping(Path file, String where, Object tree) {
        if (!(tree instanceof Map<?, ?> map)) {
            throw new TandemException(
                    "%s: %s is '%s', where 'name: value' lines are expected.".formatted(file, where, tree));
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    /** Takes {@code project} out of its long form, so that only its name remains in the tree, and gives the rest. */
    private static About takeProject(Path file, Map<String, Object> tree) {
        if (!(tree.get("project") instanceof Map<?, ?> form)) {
            return About.NOTHING;
        }
        Map<String, Object> project = mapping(file, "project", form);
        for (String field : project.keySet()) {
            if (!PROJECT_FIELDS.contains(field)) {
                throw new TandemException("%s: 'project.%s' is not a setting. %s"
                        .formatted(file, field, Names.suggestion(field, PROJECT_FIELDS)));
            }
        }
        List<String> tags = new ArrayList<>();
        if (project.get("tags") instanceof List<?> list) {
            list.forEach(tag -> tags.add(String.valueOf(tag)));
        }
        tree.put("project", text(project.get("name")));
        return new About(text(project.get("description")), text(project.get("owner")), tags);
    }

    private static void flatten(Path file, String prefix, Map<String, Object> tree, Map<String, String> flat) {
        tree.forEach((key, value) -> {
            String path = prefix + key;
            if (value instanceof Map<?, ?> map) {
                flatten(file, path + ".", mapping(file, path, map), flat);
            } else if (value instanceof List<?>) {
                throw new TandemException("%s: '%s' is a list, where one value is expected.".formatted(file, path));
            } else {
                flat.put(path, text(value));
            }
        });
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static TandemException unknown(Path file, String key) {
        return new TandemException(
                "%s: '%s' is not a setting. %s".formatted(file, key, Names.suggestion(key, Setting.keys())));
    }

    private Map<String, String> confOfEnvironment() {
        Map<String, String> conf = new LinkedHashMap<>();
        String text = environment.getOrDefault(CONF_VARIABLE, "");
        for (String pair : text.split(",", -1)) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new TandemException("%s holds '%s', which is not KEY=VALUE. Separate pairs by commas."
                        .formatted(CONF_VARIABLE, pair));
            }
            conf.put(
                    pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
        }
        return conf;
    }
}
