package dev.tandem.benchmarks;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.ResultFile.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page that shows the results: what stands between two marks is written anew, the rest is people's. */
final class PerformancePage {
    static final String BEGIN = "<!-- figures: written by './tandem bench --page' -->\n";
    static final String END = "<!-- end of figures -->\n";
    static final String BEGIN_MODEL = "<!-- model: computed from the figures by './tandem bench --page' -->\n";
    static final String END_MODEL = "<!-- end of model -->\n";

    private PerformancePage() {}

    /**
     * The page with its figures replaced.
     *
     * @throws TandemException when the page lacks the marks
     */
    static String with(String page, List<ResultFile> results) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new TandemException(
                    "The page has no place for figures: it needs the lines '%s' and '%s', in this order."
                            .formatted(BEGIN.strip(), END.strip()));
        }
        StringBuilder figures = new StringBuilder();
        for (ResultFile result : results) {
            figures.append("\n### ").append(result.suite()).append("\n\n");
            result.parts().forEach(part -> figures.append(with(part, result.suite())));
        }
        return withModel(page.substring(0, begin + BEGIN.length()) + figures + page.substring(end), results);
    }

    private static String with(Part part, String suite) {
        return "%s%n%s%d rounds at scale %s; %s.%n%n"
                .formatted(
                        MarkdownTable.of(part.lines()),
                        part.part().equals(suite) ? "" : "`--only %s`: ".formatted(part.part()),
                        part.rounds(),
                        MarkdownTable.number(part.scale()),
                        String.join(", ", part.machine().values()));
    }

    /** What a large project would cost, where the page has a place for it. */
    private static String withModel(String page, List<ResultFile> results) {
        int begin = page.indexOf(BEGIN_MODEL);
        int end = page.indexOf(END_MODEL);
        return begin < 0 || end < begin
                ? page
                : page.substring(0, begin + BEGIN_MODEL.length()) + CostModel.table(results) + page.substring(end);
    }

    static void update(Path page, List<ResultFile> results) {
        try {
            Files.writeString(page, with(Files.readString(page), results));
        } catch (IOException e) {
            throw new UncheckedIOException("The page " + page + " cannot be written", e);
        }
    }
}
