package dev.tandem.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/**
 * The program, run as a person or a script runs it: words in, text and an exit code out.
 *
 * @param exitCode what a script goes by
 * @param out the result
 * @param err everything else
 */
record TandemRun(int exitCode, String out, String err) {

    /** Runs one command, away from any terminal. */
    static TandemRun of(Map<String, String> environment, List<String> words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(
                words.toArray(String[]::new),
                new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
                environment);
        return new TandemRun(exitCode, out.toString(), err.toString());
    }
}
