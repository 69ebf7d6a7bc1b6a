package dev.tandem.benchmarks;

import dev.tandem.benchmarks.Target.Bound;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes results as a table that reads well on a terminal and in Markdown. */
final class MarkdownTable {
    private static final String HEAD = """
            | measure | Tandem | yardstick | ratio, median (lowest to highest) | target | |
            |---|---|---|---|---|---|
            """;

    private MarkdownTable() {}

    static String of(List<Line> lines) {
        StringBuilder table = new StringBuilder(HEAD);
        for (Line line : lines) {
            table.append("| ").append(line.measure());
            table.append(" | ")
                    .append(number(line.value().median()))
                    .append(' ')
                    .append(line.unit());
            table.append(" | ").append(line.yardstick() == null ? "" : line.yardstick());
            table.append(" | ").append(ratio(line));
            table.append(" | ").append(target(line.target()));
            table.append(" | ").append(verdict(line)).append(" |\n");
        }
        return table.toString();
    }

    private static String ratio(Line line) {
        Spread ratio = line.ratio();
        return ratio == null
                ? ""
                : "%s (%s to %s)".formatted(number(ratio.median()), number(ratio.low()), number(ratio.high()));
    }

    private static String target(@Nullable Target target) {
        if (target == null) {
            return "";
        }
        return (target.bound() == Bound.AT_LEAST ? "≥ " : "≤ ") + number(target.value());
    }

    private static String verdict(Line line) {
        Target target = line.target();
        if (target == null) {
            return "";
        }
        return target.isMetBy(line.judged().median()) ? "met" : "**missed**";
    }

    /** Three digits that count; thousands apart where there are more before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
