package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * One row made of columns of several others, by copying their bytes: the cost of a column does not grow with the number of rows, and no
 * code is generated, which for hundreds of columns falls into many methods that call each other. Not thread-safe.
 *
 * <p>An {@link UnsafeRow} is a bit for each column that is null, then eight bytes for each column, then the values that do not fit
 * into eight, each beginning at a multiple of eight. The eight bytes of such a value are its place, counted from where the row begins, and
 * its length; inside it nothing depends on where it lies. So whatever the type, a value is one word, and a piece behind it or none.
 */
final class StitchedRow {
    private final Source[] sources;
    private final int columns;
    private final int nullBytes;
    private final int fixedBytes;
    private final UnsafeRow row;
    private byte[] bytes;
    private int end;

    /** The columns taken from one row: where they stand there, where they are put, and whether they fit into eight bytes. */
    private record Source(int[] from, int[] to, boolean[] isWord) {}

    /**
     * @param output the columns of the row
     * @param sources for each row that it is made of, its columns; each output column is in one of them, whether it may be null there or not
     */
    StitchedRow(List<Attribute> output, List<Seq<Attribute>> sources) {
        this.columns = output.size();
        this.nullBytes = UnsafeRow.calculateBitSetWidthInBytes(columns);
        this.fixedBytes = nullBytes + columns * Long.BYTES;
        this.bytes = new byte[fixedBytes];
        this.row = new UnsafeRow(columns);
        this.sources = sources.stream().map(source -> source(output, source)).toArray(Source[]::new);
        if (Arrays.stream(this.sources).mapToInt(source -> source.from.length).sum() != columns) {
            throw new IllegalArgumentException("Of %s, each must be in one of %s".formatted(output, sources));
        }
    }

    private static Source source(List<Attribute> output, Seq<Attribute> source) {
        List<ExprId> ids = Scala.list(source).stream().map(Attribute::exprId).toList();
        List<Integer> wanted = new ArrayList<>();
        for (int column = 0; column < output.size(); column++) {
            if (ids.contains(output.get(column).exprId())) {
                wanted.add(column);
            }
        }
        Source taken = new Source(new int[wanted.size()], new int[wanted.size()], new boolean[wanted.size()]);
        for (int i = 0; i < wanted.size(); i++) {
            Attribute column = output.get(wanted.get(i));
            taken.from[i] = ids.indexOf(column.exprId());
            taken.to[i] = wanted.get(i);
            taken.isWord[i] = UnsafeRow.isFixedLength(column.dataType());
        }
        return taken;
    }

    /**
     * The columns of these rows, in one that the next call overwrites.
     *
     * @param rows one for each source; where it is null, all that is taken from it is null
     */
    UnsafeRow of(@Nullable UnsafeRow[] rows) {
        Arrays.fill(bytes, 0, nullBytes, (byte) 0);
        row.pointTo(bytes, fixedBytes);
        end = fixedBytes;
        for (int source = 0; source < sources.length; source++) {
            take(sources[source], rows[source]);
        }
        row.pointTo(bytes, end);
        return row;
    }

    private void take(Source source, @Nullable UnsafeRow from) {
        for (int i = 0; i < source.from.length; i++) {
            int ordinal = source.from[i];
            int target = source.to[i];
            if (from == null || from.isNullAt(ordinal)) {
                row.setNullAt(target);
            } else if (source.isWord[i]) {
                putWord(target, from.getLong(ordinal));
            } else {
                putPiece(target, from, from.getLong(ordinal));
            }
        }
    }

    private void putWord(int column, long word) {
        Platform.putLong(bytes, Platform.BYTE_ARRAY_OFFSET + nullBytes + (long) column * Long.BYTES, word);
    }

    /** Copies what the word of another row points to, with the zeros behind it. */
    private void putPiece(int column, UnsafeRow from, long word) {
        int place = (int) (word >>> Integer.SIZE);
        int size = (int) word;
        int padded = ByteArrayMethods.roundNumberOfBytesToNearestWord(size);
        reserve(padded);
        Platform.copyMemory(
                from.getBaseObject(),
                from.getBaseOffset() + place,
                bytes,
                Platform.BYTE_ARRAY_OFFSET + (long) end,
                padded);
        putWord(column, ((long) end << Integer.SIZE) | size);
        end += padded;
    }

    private void reserve(int more) {
        if (more > bytes.length - end) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, more), bytes.length + (bytes.length >> 1)));
            row.pointTo(bytes, fixedBytes);
        }
    }
}
