package dev.tandem.cli.parity;

import dev.tandem.cli.parity.ProjectCase.SourcePart;
import dev.tandem.cli.parity.ProjectCase.SourceRow;
import dev.tandem.cli.parity.ProjectCase.Step;
import dev.tandem.cli.parity.ProjectCase.Typed;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A made-up project as a person reads it. */
final class CaseText {
    private static final int LONGEST = 60;

    private CaseText() {}

    static String of(ProjectCase project) {
        StringBuilder text = new StringBuilder(project.yaml());
        for (SourcePart source : project.sources()) {
            text.append("rows of %s: at | created | %s\n"
                    .formatted(
                            source.name(),
                            source.columns().stream().map(Typed::name).collect(Collectors.joining(" | "))));
            source.rows().forEach(row -> text.append("  ").append(row(row)).append('\n'));
        }
        for (Step step : project.steps()) {
            text.append("up to %s %s (earlier: %s), asked at %s\n"
                    .formatted(step.at(), step.ways(), step.earlier(), step.asks()));
        }
        text.append("asked about:\n");
        project.asked().forEach(row -> text.append("  ").append(asked(row)).append('\n'));
        return text.toString();
    }

    private static String row(SourceRow row) {
        return row.at() + " | " + row.created() + " | "
                + row.values().stream().map(CaseText::value).collect(Collectors.joining(" | "));
    }

    private static String asked(Map<String, @Nullable Object> row) {
        return row.entrySet().stream()
                .map(column -> column.getKey() + "=" + value(column.getValue()))
                .collect(Collectors.joining(" "));
    }

    static String value(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(CaseText::value).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Double number && number.isNaN()) {
            return "NaN(%x)".formatted(Double.doubleToRawLongBits(number));
        }
        String text = value instanceof String string ? '"' + string + '"' : String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "... (" + text.length() + ")";
    }
}
