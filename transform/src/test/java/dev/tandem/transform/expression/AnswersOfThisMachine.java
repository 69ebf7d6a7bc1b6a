package dev.tandem.transform.expression;

import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.ExpressionProgram.Output;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints, for each example, a digest of its values on the generated rows, and how often it failed. */
final class AnswersOfThisMachine {
    private AnswersOfThisMachine() {}

    /** Takes a seed and a number of rows. */
    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        of(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1])).forEach(System.out::println);
    }

    static List<String> of(long seed, int rows) throws NoSuchAlgorithmException {
        ExpressionProgram program = Examples.program();
        List<Output> outputs = program.outputs();
        int[] failures = new int[outputs.size()];
        List<MessageDigest> digests = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            digests.add(MessageDigest.getInstance("SHA-256"));
        }
        Evaluator evaluator = program.evaluator((output, cause) -> failures[output]++);
        for (List<@Nullable Object> row : ExampleRows.of(seed, rows)) {
            ValueSource values = evaluator.evaluate(ValueSource.of(row));
            for (int i = 0; i < outputs.size(); i++) {
                String text = Exact.text(values.objectAt(i, outputs.get(i).type()));
                digests.get(i).update((text + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            answers.add(HexFormat.of().formatHex(digests.get(i).digest()) + " " + failures[i] + " failures: "
                    + outputs.get(i).text());
        }
        return answers;
    }
}
