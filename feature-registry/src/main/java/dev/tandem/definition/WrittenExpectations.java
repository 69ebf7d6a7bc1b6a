package dev.tandem.definition;

import dev.tandem.definition.Transforms.UnfitTransformException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Makes expectations of what was written in the field {@code expect} of a source or view, and of the features of a view. */
final class WrittenExpectations {
    private static final List<String> RULES =
            List.of("not_null", "unique", "between", "in_set", "matches", "row_count", "freshness", "monotonic", "sql");

    private final Expectable of;
    private final Problems problems;
    private final Supplier<Transforms> transforms;
    private final List<Expectation> expectations = new ArrayList<>();
    private final Set<String> texts = new HashSet<>();

    WrittenExpectations(Expectable of, Problems problems, Supplier<Transforms> transforms) {
        this.of = of;
        this.problems = problems;
        this.transforms = transforms;
    }

    /** What was read so far, in order. */
    List<Expectation> all() {
        return expectations;
    }

    /** Reads what a source or view says of its rows. */
    WrittenExpectations read(Part owner) {
        owner.items("expect").forEach(item -> read(item, Optional.empty()));
        return this;
    }

    /** Reads what the features of a view say of their columns. */
    WrittenExpectations readFeatures(Map<String, Part> features) {
        features.forEach((name, feature) -> {
            if (!feature.isText()) {
                feature.items("expect").forEach(item -> read(item, Optional.of(name)));
            }
        });
        return this;
    }

    private void read(Part item, Optional<String> feature) {
        List<Part> written =
                RULES.stream().flatMap(rule -> item.find(rule).stream()).toList();
        if (written.size() == 1) {
            Part rule = written.get(0);
            rule(item, rule, feature)
                    .map(found -> new Expectation(found, severity(item)))
                    .filter(found -> isNew(rule, found))
                    .ifPresent(expectations::add);
        } else if (written.size() > 1) {
            problems.add(
                    written.get(1).keyPlace(),
                    "An expectation of %s says both '%s' and '%s'"
                            .formatted(
                                    of.name(),
                                    written.get(0).name(),
                                    written.get(1).name()),
                    "Write each as an item of its own.");
        } else if (RULES.stream().noneMatch(rule -> item.node().has(rule))) {
            problems.add(
                    item.place(),
                    "An expectation of %s says nothing that could hold".formatted(of.name()),
                    "Write one of %s.".formatted(String.join(", ", feature.isPresent() ? RULES.subList(0, 5) : RULES)));
        }
    }

    private boolean isNew(Part written, Expectation expectation) {
        boolean unseen = texts.add(expectation.text());
        if (!unseen) {
            problems.add(
                    written.keyPlace(),
                    "%s expects twice that %s".formatted(capital(of.name()), expectation.text()),
                    "Remove one of the two.");
        }
        return unseen;
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static Severity severity(Part item) {
        return item.findText("severity").map(Severity::parse).orElse(Severity.USUAL);
    }

    private Optional<Rule> rule(Part item, Part written, Optional<String> feature) {
        return switch (written.name()) {
            case "row_count" -> rowCount(written);
            case "freshness" -> freshness(written);
            case "monotonic" -> monotonic(item, written);
            case "sql" -> sql(written);
            case "unique" -> unique(item, written, feature);
            default ->
                feature.or(() -> item.find("column").filter(this::exists).map(Part::text))
                        .flatMap(column -> ofColumn(written, column));
        };
    }

    private Optional<Rule> ofColumn(Part written, String column) {
        return switch (written.name()) {
            case "not_null" -> notNull(written, column);
            case "between" -> between(written, column);
            case "in_set" -> inSet(written, column);
            default -> matches(written, column);
        };
    }

    private boolean exists(Part mention) {
        boolean exists = of.columns().containsKey(mention.text());
        if (!exists && of.complete()) {
            problems.add(
                    mention.place(),
                    "%s has no column '%s' of which something could be expected"
                            .formatted(capital(of.name()), mention.text()),
                    Names.nearest(mention.text(), of.columns().keySet())
                            .map("Did you mean '%s'?"::formatted)
                            .orElse(of.remedy()));
        }
        return exists;
    }

    private Optional<Rule> notNull(Part written, String column) {
        BigDecimal share = written.node().isBoolean()
                ? (written.node().booleanValue() ? BigDecimal.ONE : BigDecimal.ZERO)
                : number(written.text()).orElse(BigDecimal.ZERO);
        if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
            problems.add(
                    written.place(),
                    "'not_null' is %s, which is no share of rows".formatted(written.text()),
                    "Write true, or the share that has a value, such as 0.99.");
            return Optional.empty();
        }
        return Optional.of(new Rule.NotNull(column, share.stripTrailingZeros()));
    }

    private Optional<Rule> unique(Part item, Part written, Optional<String> feature) {
        if (written.node().isArray()) {
            if (item.find("column").isPresent()) {
                problems.add(
                        item.find("column").orElseThrow().keyPlace(),
                        "'column' and a list of 'unique' columns exclude each other",
                        "Name all columns in the list.");
                return Optional.empty();
            }
            List<Part> columns = item.items("unique");
            return columns.stream().filter(this::exists).count() == columns.size()
                    ? Optional.of(
                            new Rule.Unique(columns.stream().map(Part::text).toList()))
                    : Optional.empty();
        }
        if (!written.node().booleanValue()) {
            problems.add(written.place(), "'unique: false' expects nothing", "Write unique: true, or remove it.");
            return Optional.empty();
        }
        Optional<String> column =
                feature.or(() -> item.find("column").filter(this::exists).map(Part::text));
        if (feature.isEmpty() && item.find("column").isEmpty()) {
            problems.add(
                    written.place(),
                    "An expectation of %s does not say what is unique".formatted(of.name()),
                    "Name the columns that are unique together, such as unique: [%s]."
                            .formatted(String.join(
                                    ", ",
                                    of.columns().keySet().stream().limit(2).toList())));
        }
        return column.map(name -> new Rule.Unique(List.of(name)));
    }

    private Optional<Rule> between(Part written, String column) {
        return range(written).flatMap(ends -> {
            Optional<ValueType> type = of.type(column);
            if (type.isPresent() && !ExpectedValue.hasRanges(type.get())) {
                clash(written, column, type.get(), "lie in a range", "Ranges are for numbers, dates and times.");
                return Optional.empty();
            }
            boolean fit = ends.stream().filter(Part::isUsable).allMatch(end -> fits(end, column));
            if (fit && isReversed(ends, type)) {
                reversed(written, ends);
                return Optional.empty();
            }
            return fit ? Optional.of(new Rule.Between(column, text(ends.get(0)), text(ends.get(1)))) : Optional.empty();
        });
    }

    private Optional<Rule> rowCount(Part written) {
        return range(written).flatMap(ends -> {
            for (Part end : ends) {
                if (end.isUsable()
                        && ExpectedValue.find(ValueType.INT64, end.text())
                                .filter(count -> (Long) count >= 0)
                                .isEmpty()) {
                    problems.add(
                            end.place(),
                            "%s is no number of rows".formatted(end.text()),
                            "Write a whole number from 0 on, such as 1000.");
                    return Optional.empty();
                }
            }
            if (isReversed(ends, Optional.of(ValueType.INT64))) {
                reversed(written, ends);
                return Optional.empty();
            }
            return Optional.of(new Rule.RowCount(count(ends.get(0)), count(ends.get(1))));
        });
    }

    private static OptionalLong count(Part end) {
        return end.isUsable() ? OptionalLong.of(new BigDecimal(end.text()).longValueExact()) : OptionalLong.empty();
    }

    /** The two ends of a range, of which one may be open. */
    private Optional<List<Part>> range(Part written) {
        List<Part> ends = written.elements();
        if (ends.size() != 2 || ends.stream().noneMatch(Part::isUsable)) {
            problems.add(
                    written.place(),
                    "'%s' is not two ends of a range".formatted(written.name()),
                    "Write the least and the greatest, such as [0, 150], and null for one that is open: [0, null].");
            return Optional.empty();
        }
        return Optional.of(ends);
    }

    private static boolean isReversed(List<Part> ends, Optional<ValueType> type) {
        if (type.isEmpty() || !ends.stream().allMatch(Part::isUsable)) {
            return false;
        }
        List<Object> values = ends.stream()
                .flatMap(end -> ExpectedValue.find(type.get(), end.text()).stream())
                .toList();
        return values.size() == 2 && compare(values.get(0), values.get(1)) > 0;
    }

    @SuppressWarnings("unchecked") // both are of one type, which has an order
    private static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    private void reversed(Part written, List<Part> ends) {
        problems.add(
                written.place(),
                "'%s' goes from %s down to %s, so that nothing is in it"
                        .formatted(
                                written.name(), ends.get(0).text(), ends.get(1).text()),
                "Write the smaller one first.");
    }

    private static Optional<String> text(Part end) {
        return end.isUsable() ? Optional.of(end.text()) : Optional.empty();
    }

    private Optional<Rule> inSet(Part written, String column) {
        Optional<ValueType> type = of.type(column);
        if (type.isPresent() && !ExpectedValue.hasSets(type.get())) {
            clash(written, column, type.get(), "be listed", "Write a condition with sql instead.");
            return Optional.empty();
        }
        List<Part> values = written.elements().stream().filter(Part::isUsable).toList();
        return values.stream().filter(value -> fits(value, column)).count() == values.size()
                ? Optional.of(
                        new Rule.InSet(column, values.stream().map(Part::text).toList()))
                : Optional.empty();
    }

    private boolean fits(Part value, String column) {
        Optional<ValueType> type = of.type(column);
        boolean fits =
                type.isEmpty() || ExpectedValue.find(type.get(), value.text()).isPresent();
        if (!fits) {
            problems.add(
                    value.place(),
                    "'%s' is no value of column '%s', which is %s".formatted(value.text(), column, type.get()),
                    "Write one such as %s.".formatted(ExpectedValue.example(type.get())));
        }
        return fits;
    }

    private Optional<Rule> matches(Part written, String column) {
        Optional<ValueType> type = of.type(column);
        if (type.isPresent() && type.get().kind() != ValueType.Kind.STRING) {
            clash(written, column, type.get(), "match a regular expression", "Only texts do: column of type STRING.");
            return Optional.empty();
        }
        try {
            Pattern.compile(written.text());
            return Optional.of(new Rule.Matches(column, written.text()));
        } catch (PatternSyntaxException e) {
            problems.add(
                    written.place(),
                    "'%s' is no regular expression: %s".formatted(written.text(), e.getDescription()),
                    "Write one as Java reads it, such as [A-Z]{3}.");
            return Optional.empty();
        }
    }

    private void clash(Part written, String column, ValueType type, String what, String remedy) {
        problems.add(
                written.keyPlace(),
                "Values of column '%s' of %s, which is %s, cannot %s".formatted(column, of.name(), type, what),
                remedy);
    }

    private Optional<Rule> freshness(Part written) {
        needEventTime(written);
        Optional<Duration> within = Durations.find(written.text());
        return within.map(Rule.Freshness::new);
    }

    private Optional<Rule> monotonic(Part item, Part written) {
        needEventTime(written);
        Optional<ValueType> type = of.type(written.text());
        boolean exists = exists(written);
        if (type.isPresent() && !ExpectedValue.hasRanges(type.get())) {
            clash(written, written.text(), type.get(), "rise or fall", "Numbers, dates and times do.");
            return Optional.empty();
        }
        List<Part> per = item.items("per");
        boolean allExist = per.stream().filter(this::exists).count() == per.size();
        return exists && allExist
                ? Optional.of(new Rule.Monotonic(
                        written.text(),
                        item.find("per").isPresent()
                                ? per.stream().map(Part::text).toList()
                                : of.keys()))
                : Optional.empty();
    }

    private void needEventTime(Part written) {
        if (!of.hasEventTime()) {
            problems.add(
                    written.keyPlace(),
                    "'%s' goes by event time, and %s has none".formatted(written.name(), of.name()),
                    "Add event_time to the source, the column that says when a row became true.");
        }
    }

    private Optional<Rule> sql(Part written) {
        String condition = written.text().strip();
        of.expressionColumns().ifPresent(columns -> {
            try {
                transforms.get().check(condition, columns, ValueType.BOOL);
            } catch (UnfitTransformException e) {
                problems.add(written, "An expectation of " + of.name(), e, " " + of.remedy());
            }
        });
        return Optional.of(new Rule.Sql(condition));
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(ExpectedValue.number(text));
        } catch (NumberFormatException otherNotation) {
            return Optional.empty();
        }
    }
}
