package dev.tandem.offline.profile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * How many different values there are: HyperLogLog (P. Flajolet et al., 2007) over hashes of 64 bits, with the estimator of O. Ertl, "New Cardinality
 * Estimation Algorithms for HyperLogLog Sketches" (2017), which needs no correction for small numbers. {@value #REGISTERS} registers: a standard
 * error of 1.6%, next to none for a few dozen values. The same in whatever order values come and parts are merged. Not thread-safe.
 */
final class DistinctSketch {
    private static final int BITS = 12;
    private static final int REGISTERS = 1 << BITS;
    private static final int LONGEST_RUN = Long.SIZE - BITS;

    private final byte[] registers = new byte[REGISTERS];

    /** @param hash of a value, 64 bits that look like chance */
    void add(long hash) {
        int register = (int) (hash >>> LONGEST_RUN);
        int run = Math.min(Long.numberOfLeadingZeros(hash << BITS), LONGEST_RUN) + 1;
        if (run > registers[register]) {
            registers[register] = (byte) run;
        }
    }

    void merge(DistinctSketch other) {
        for (int i = 0; i < REGISTERS; i++) {
            registers[i] = (byte) Math.max(registers[i], other.registers[i]);
        }
    }

    boolean isEmpty() {
        return counts()[0] == REGISTERS;
    }

    /** How many registers hold each length. */
    private int[] counts() {
        int[] counts = new int[LONGEST_RUN + 2];
        for (byte run : registers) {
            counts[run]++;
        }
        return counts;
    }

    long estimate() {
        int[] counts = counts();
        double sum = REGISTERS * tau(1 - (double) counts[LONGEST_RUN + 1] / REGISTERS);
        for (int run = LONGEST_RUN; run >= 1; run--) {
            sum = (sum + counts[run]) / 2;
        }
        sum += REGISTERS * sigma((double) counts[0] / REGISTERS);
        return Math.round((double) REGISTERS * REGISTERS / (2 * Math.log(2) * sum));
    }

    /** Ertl's sum for registers that are still empty. */
    private static double sigma(double share) {
        if (share == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double power = share;
        double factor = 1;
        double sum = share;
        double before;
        do {
            power *= power;
            before = sum;
            sum += power * factor;
            factor += factor;
        } while (sum != before);
        return sum;
    }

    /** Ertl's sum for registers that are full. */
    private static double tau(double share) {
        if (share == 0 || share == 1) {
            return 0;
        }
        double root = share;
        double factor = 1;
        double sum = 1 - share;
        double before;
        do {
            root = Math.sqrt(root);
            before = sum;
            factor /= 2;
            sum -= (1 - root) * (1 - root) * factor;
        } while (sum != before);
        return sum / 3;
    }

    /** Its registers, deflated, in base 64. */
    String text() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(registers);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /**
     * The sketch that {@link #text} wrote.
     *
     * @throws ProfileException when it is none
     */
    static DistinctSketch of(String text) {
        DistinctSketch sketch = new DistinctSketch();
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            int read = in.readNBytes(sketch.registers, 0, REGISTERS);
            if (read < REGISTERS) {
                throw new IOException("%d registers of %d".formatted(read, REGISTERS));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ProfileException(
                    "A profile holds a sketch that cannot be read (%s). The file was damaged; make the training set again."
                            .formatted(e),
                    e);
        }
        return sketch;
    }
}
