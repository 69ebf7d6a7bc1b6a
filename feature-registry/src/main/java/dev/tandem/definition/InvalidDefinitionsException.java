package dev.tandem.definition;

import dev.tandem.TandemException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Definition files that do not make sense, with everything that is wrong in them. */
public final class InvalidDefinitionsException extends TandemException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf makes a serializable list of serializable records
    private final List<Problem> problems;

    InvalidDefinitionsException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong, by file and line; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        return (problems.size() == 1 ? "There is a problem" : "There are " + problems.size() + " problems")
                + " in the definitions:\n"
                + problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    /**
     * One thing that is wrong.
     *
     * @param file the file, below the folder as it was given
     * @param line the line, from 1
     * @param column the column, from 1
     * @param problem what is wrong, with the names and values; without a full stop
     * @param remedy what to do, in one or more sentences
     */
    public record Problem(Path file, int line, int column, String problem, String remedy)
            implements Comparable<Problem> {
        private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file)
                .thenComparing(Problem::line)
                .thenComparing(Problem::column)
                .thenComparing(Problem::problem)
                .thenComparing(Problem::remedy);

        /** By file, line, column and text. */
        @Override
        public int compareTo(Problem other) {
            return ORDER.compare(this, other);
        }

        /** On one line, as compilers write it: {@code file:line: problem. Remedy.} */
        @Override
        public String toString() {
            return "%s:%d: %s. %s".formatted(file, line, problem, remedy);
        }
    }
}
