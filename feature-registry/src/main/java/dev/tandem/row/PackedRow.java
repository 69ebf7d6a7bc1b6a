package dev.tandem.row;

/**
 * A packed row, read in place. The header is read at once; {@link #values} indexes the columns. Immutable, as long as nobody changes
 * the bytes.
 */
public final class PackedRow {
    private final byte[] bytes;
    private final long writeTimeMillis;
    private final long eventTime;
    private final long createdTime;
    private final int schemaId;
    private final int body;

    private PackedRow(byte[] bytes) {
        this.bytes = bytes;
        ByteReader in = new ByteReader(bytes, 0);
        int version = in.readByte();
        if (version != RowFormat.VERSION) {
            throw new CorruptRowException(
                    "its format version is " + version + " and this program reads " + RowFormat.VERSION);
        }
        this.writeTimeMillis = in.readBigEndian(RowFormat.WRITE_TIME_BYTES);
        this.eventTime = in.readBigEndian(Long.BYTES) ^ Long.MIN_VALUE;
        this.createdTime = switch (in.readByte()) {
            case 0 -> RowWriter.NO_CREATED_TIME;
            case 1 -> in.readBigEndian(Long.BYTES) ^ Long.MIN_VALUE;
            default -> throw new CorruptRowException("its mark of a created time is neither 0 nor 1");
        };
        this.schemaId = (int) in.readBigEndian(Short.BYTES);
        this.body = in.position();
    }

    /**
     * Reads the header of a row.
     *
     * @param bytes what {@link RowWriter#write} made; not copied
     * @throws CorruptRowException when they are no row of a version that this program knows
     */
    public static PackedRow of(byte[] bytes) {
        return new PackedRow(bytes);
    }

    /** When the row became true, in microseconds since 1970. */
    public long eventTime() {
        return eventTime;
    }

    /** When the row was ingested, in microseconds since 1970, or {@link RowWriter#NO_CREATED_TIME}. */
    public long createdTime() {
        return createdTime;
    }

    /** When the row was packed, in milliseconds since 1970. */
    public long writeTimeMillis() {
        return writeTimeMillis;
    }

    /** The id of the schema under which the row was packed. */
    public int schemaId() {
        return schemaId;
    }

    /**
     * The values of the row, by position in {@code schema}.
     *
     * @return values that stay readable for as long as the row; reading one checks nothing again, save the digits of a DECIMAL
     * @throws CorruptRowException when the row was packed under another schema, or its bytes are not values of this one
     */
    public ValueSource values(RowSchema schema) {
        if (schema.id() != schemaId) {
            throw new CorruptRowException("it was packed under schema " + schemaId + ", not " + schema.id());
        }
        RowFormat.Types types = i -> schema.columns().get(i).type();
        ByteReader in = new ByteReader(bytes, body);
        int[] offsets = RowFormat.offsets(in, types, schema.columns().size());
        in.needNoMore();
        return new PackedValues(bytes, offsets, types);
    }

    /**
     * Orders rows of one entity and view from older to newer: by event time, created time (none first), schema id, and then by content,
     * so that the winner never depends on the order in which rows were met. Write time does not count.
     *
     * @param a a packed row
     * @param b a packed row
     * @return negative, zero or positive as {@code a} is older than, the same as or newer than {@code b}
     */
    public static int compare(byte[] a, byte[] b) {
        return RowFormat.compareOrder(a, b);
    }
}
