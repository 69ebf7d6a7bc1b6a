package dev.tandem.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

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
        return of(environment, words, () -> false);
    }

    /** Runs one command in a process that is being stopped. */
    static TandemRun stopped(List<String> words) {
        return of(Map.of(), words, () -> true);
    }

    private static TandemRun of(Map<String, String> environment, List<String> words, BooleanSupplier stopping) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(
                words.toArray(String[]::new),
                new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
                environment,
                stopping);
        return new TandemRun(exitCode, out.toString(), err.toString());
    }
}
