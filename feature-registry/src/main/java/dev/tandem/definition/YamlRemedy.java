package dev.tandem.definition;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What is wrong with text that is no YAML, and what to do about it. */
final class YamlRemedy {
    static final String GENERAL = "Look for a quote, bracket or indentation that is wrong near this place.";

    private YamlRemedy() {}

    /** The library's own words, without what it adds in brackets. */
    static String problem(MarkedYamlEngineException e) {
        return String.valueOf(e.getProblem())
                .replaceAll("\\s*\\((?:Do not .*|TAB\\)|\\d+\\))", "")
                .replaceAll("[.\\s]+$", "");
    }

    static String of(MarkedYamlEngineException e) {
        String problem = e.getProblem() + " " + e.getContext();
        if (problem.contains("TAB")) {
            return "Indent with spaces, not with tabs.";
        } else if (problem.contains("nested")) {
            return "Definitions need a few levels only: look for brackets that are not closed.";
        } else if (problem.contains("alias") || problem.contains("anchor")) {
            return "Put a text that begins with * or & in quotes, such as \"*/15 * * * *\".";
        } else if (problem.contains("cannot start any token")) {
            return "Put a text that begins with this character in quotes.";
        } else if (problem.contains("mapping values are not allowed")) {
            return "Put a text that holds a colon and a space in quotes, or mend the indentation of this line.";
        } else if (problem.contains("end of stream") || problem.contains("stream end")) {
            return "Close the quote or bracket that was opened.";
        }
        return GENERAL;
    }
}
