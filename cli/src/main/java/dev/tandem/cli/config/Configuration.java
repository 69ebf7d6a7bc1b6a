package dev.tandem.cli.config;

import dev.tandem.TandemException;
import dev.tandem.definition.About;
import dev.tandem.definition.Project;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values in force for one run of {@code tandem}. Immutable.
 *
 * @param base the folder that relative paths start from: that of {@code tandem.yaml}
 * @param about what the file says of the project besides its name
 * @param values every setting with its value and origin
 * @param sparkConf what {@code offline.conf} adds to Spark's configuration
 */
public record Configuration(Path base, About about, Map<Setting, Value> values, Map<String, Value> sparkConf) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    /**
     * A value and where it came from.
     *
     * @param text the value; empty for none
     * @param origin such as "default", "tandem.yaml", "TANDEM_ONLINE" or "--online"
     */
    public record Value(String text, String origin) {}

    /** Copies the maps. */
    public Configuration {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
        sparkConf = Collections.unmodifiableMap(new LinkedHashMap<>(sparkConf));
    }

    /** The value of a setting as written. */
    public Value value(Setting setting) {
        return Objects.requireNonNull(values.get(setting));
    }

    /** The text of a setting that must have one. */
    public String text(Setting setting) {
        return findText(setting)
                .orElseThrow(() -> new TandemException("'%s' has no value. Give it in tandem.yaml, as %s or as %s."
                        .formatted(setting.key(), setting.variable(), setting.flag())));
    }

    /** The text of a setting, when it has one. */
    public Optional<String> findText(Setting setting) {
        return Optional.of(value(setting).text()).filter(text -> !text.isBlank());
    }

    /** The project. */
    public Project project() {
        return new Project(text(Setting.PROJECT), about);
    }

    /** A setting that names a file or folder, as a path that does not depend on where the command was started. */
    public Path path(Setting setting) {
        return base.resolve(text(setting)).normalize();
    }

    /** A setting that is a whole number. */
    public int number(Setting setting) {
        Value value = value(setting);
        try {
            return Integer.parseInt(value.text().trim());
        } catch (NumberFormatException e) {
            throw new TandemException(
                    "'%s' is '%s' (from %s), which is not a whole number."
                            .formatted(setting.key(), value.text(), value.origin()),
                    e);
        }
    }

    /** A setting that is a length of time: a whole number of milliseconds, seconds, minutes or hours. */
    public Duration duration(Setting setting) {
        Value value = value(setting);
        Matcher parts = DURATION.matcher(value.text().trim());
        if (!parts.matches()) {
            throw new TandemException(
                    "'%s' is '%s' (from %s), which is no length of time. Write a number and a unit, such as 500ms, 30s, 5m or 1h."
                            .formatted(setting.key(), value.text(), value.origin()));
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    /** The registry's URL: a bare file name is a SQLite file below the base folder. */
    public String registryUrl() {
        String text = text(Setting.REGISTRY);
        return text.startsWith("jdbc:") ? text : "jdbc:sqlite:" + path(Setting.REGISTRY);
    }

    /** The clock in force: the system's, or one that stands still at {@code as_of}. */
    public InstantSource clock() {
        Optional<String> asOf = findText(Setting.AS_OF);
        if (asOf.isEmpty()) {
            return InstantSource.system();
        }
        try {
            return Clock.fixed(Instant.parse(asOf.get()), ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new TandemException(
                    "'as_of' is '%s' (from %s), which is not an instant. Write one in UTC, such as 2013-12-31T23:00:00Z."
                            .formatted(asOf.get(), value(Setting.AS_OF).origin()),
                    e);
        }
    }
}
