package dev.tandem.offline.profile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The distribution of any number of numbers in little space: the sketch of Z. Karnin, K. Lang and E. Liberty, "Optimal Quantile Approximation in
 * Streams" (2016).
 *
 * <p><b>How it works.</b> Numbers are kept in levels; one at level h stands for 2^h numbers. When there is no room, the lowest level that
 * holds more than its share is sorted and halved: every other number moves up a level, the rest go. Whether those at odd or at even places
 * move is tossed up, so that the errors of many halvings cancel out. The highest level holds up to {@value #LARGEST}, each one below two thirds
 * of the one above. So {@value #LARGEST} numbers are kept as they are, and from then on about three times as many stand for all.
 *
 * <p><b>How exact it is.</b> Up to {@value #LARGEST} numbers, exact. Beyond, the rank of a number is off by 0.3% of all at most, in 99 of 100
 * cases. The sum of all weights is always the true count.
 *
 * <p><b>The coin</b> is a fixed sequence, so the same numbers in the same order, divided in the same way, give the same sketch. No input of
 * a feature store is made up against that sequence.
 *
 * <p>Decision 60 (docs/decisions) says why this is not a library. Not thread-safe.
 */
public final class QuantileSketch implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int LARGEST = ColumnProfile.EXACT;

    private static final int SMALLEST = 8;
    private static final double SHRINKING = 2.0 / 3;

    private final transient List<Level> levels = new ArrayList<>(List.of(new Level()));
    private transient int size;
    private transient int room = LARGEST;
    private transient long tosses;

    /** The numbers that stand for equally many. */
    private static final class Level {
        private double[] numbers = {};
        private int size;

        void add(double number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.max(SMALLEST, 2 * size));
            }
            numbers[size++] = number;
        }
    }

    /** Whether no number was added. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Counts a number in. */
    public void add(double number) {
        levels.get(0).add(number);
        size++;
        makeRoom();
    }

    /** Counts in the numbers that another one has counted. */
    public void merge(QuantileSketch other) {
        while (levels.size() < other.levels.size()) {
            grow();
        }
        for (int h = 0; h < other.levels.size(); h++) {
            Level from = other.levels.get(h);
            for (int i = 0; i < from.size; i++) {
                levels.get(h).add(from.numbers[i]);
            }
            size += from.size;
        }
        makeRoom();
    }

    private void makeRoom() {
        while (size > room) {
            int h = 0;
            while (levels.get(h).size <= share(h)) {
                h++;
            }
            if (h == levels.size() - 1) {
                grow();
            }
            halve(levels.get(h), levels.get(h + 1));
        }
    }

    private void grow() {
        levels.add(new Level());
        room = 0;
        for (int h = 0; h < levels.size(); h++) {
            room += share(h);
        }
    }

    private int share(int level) {
        int below = levels.size() - 1 - level;
        return Math.max(SMALLEST, (int) Math.ceil(LARGEST * Math.pow(SHRINKING, below)));
    }

    /** One of an odd number of numbers stays where it is, so that no weight is lost. */
    private void halve(Level level, Level above) {
        Arrays.sort(level.numbers, 0, level.size);
        int stays = level.size % 2;
        for (int i = stays + toss(); i < level.size; i += 2) {
            above.add(level.numbers[i]);
        }
        size -= (level.size - stays) / 2;
        level.size = stays;
    }

    /** The next bit of SplitMix64 (G. Steele et al., "Fast Splittable Pseudorandom Number Generators", 2014). */
    private int toss() {
        tosses += 0x9E3779B97F4A7C15L;
        long mixed = (tosses ^ (tosses >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) ((mixed ^ (mixed >>> 31)) & 1);
    }

    /** What it knows; the sketch may go on afterwards. */
    public Distribution distribution() {
        record Weighted(double number, long weight) {}
        List<Weighted> all = new ArrayList<>(size);
        for (int h = 0; h < levels.size(); h++) {
            Level level = levels.get(h);
            for (int i = 0; i < level.size; i++) {
                all.add(new Weighted(level.numbers[i], 1L << h));
            }
        }
        all.sort((a, b) -> Double.compare(a.number(), b.number()));
        return new Distribution(
                all.stream().mapToDouble(Weighted::number).toArray(),
                all.stream().mapToLong(Weighted::weight).toArray());
    }

    /** Its state: for each level its size and its numbers, deflated, in base 64. */
    String text() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(levels.size());
            for (Level level : levels) {
                Arrays.sort(level.numbers, 0, level.size);
                out.writeInt(level.size);
                for (int i = 0; i < level.size; i++) {
                    out.writeDouble(level.numbers[i]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /**
     * The sketch of a state.
     *
     * @throws ProfileException when it is none
     */
    static QuantileSketch of(String text) {
        QuantileSketch sketch = new QuantileSketch();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(text))))) {
            int levels = in.readInt();
            for (int h = 0; h < levels; h++) {
                if (h > 0) {
                    sketch.grow();
                }
                int size = in.readInt();
                for (int i = 0; i < size; i++) {
                    sketch.levels.get(h).add(in.readDouble());
                }
                sketch.size += size;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ProfileException(
                    "A profile holds a sketch that cannot be read (%s). The file was damaged; make the training set again."
                            .formatted(e),
                    e);
        }
        return sketch;
    }

    private Object writeReplace() {
        return new Travelling(text());
    }

    private record Travelling(String text) implements Serializable {
        private Object readResolve() {
            return of(text);
        }
    }
}
