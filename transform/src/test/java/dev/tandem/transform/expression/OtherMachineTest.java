package dev.tandem.transform.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is computed depends on no setting of the machine or of its Java. */
class OtherMachineTest {
    private static final long SEED = 20131231;
    private static final int ROWS = 60;

    @Test
    void a_machine_with_another_zone_language_encoding_and_processor_computes_the_same()
            throws IOException, InterruptedException, NoSuchAlgorithmException {
        Process machine = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.timezone=Asia/Kathmandu",
                        // where the capital of 'i' has a dot, decimals have commas and digits are others
                        "-Duser.language=tr",
                        "-Duser.country=TR",
                        "-Duser.extensions=u-nu-deva",
                        "-Dfile.encoding=ISO-8859-1",
                        "-Dline.separator=\r\n",
                        // a processor for which HotSpot has no machine code of these functions
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:DisableIntrinsic=_dsin,_dcos,_dtan,_dexp,_dlog,_dlog10,_dpow",
                        AnswersOfThisMachine.class.getName(),
                        String.valueOf(SEED),
                        String.valueOf(ROWS)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> different = new ArrayList<>(AnswersOfThisMachine.of(SEED, ROWS)); // while the other computes, too
        String printed = new String(machine.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(machine.waitFor()).as("exit code").isZero();

        assertThat(printed.lines()).hasSameSizeAs(different);
        different.removeAll(printed.lines().toList());
        assertThat(different).as("seed %d", SEED).isEmpty();
    }
}
