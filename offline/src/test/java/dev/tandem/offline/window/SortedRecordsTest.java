package dev.tandem.offline.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.offline.TestSpark;
import dev.tandem.offline.window.StreamRecord.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.unsafe.Platform;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of records, against a comparison of what they are made of. */
class SortedRecordsTest {
    private static final long SEED = 20_130_101;
    private static final int RECORDS = 12_000;
    /** More of them than are held at a time. */
    private static final int OF_ONE_INSTANT = 6_000;

    private static final long NOON = 1_357_041_600_000_000L;

    /** A record, before it is made of bytes. */
    private record Made(int entity, StreamRow row) {
        byte[] bytes() {
            byte[] bytes = new byte[StreamRecord.size(row)];
            StreamRecord.write(row, bytes, 0);
            StreamRecord.putEntity(bytes, Platform.BYTE_ARRAY_OFFSET, entity);
            return bytes;
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void records_come_in_their_whole_order_however_many_have_one_instant(Order order) {
        List<Made> made = made(new Random(SEED));
        List<String> expected = made.stream()
                .sorted(naive(order))
                .map(record -> HexFormat.of().formatHex(record.bytes()))
                .toList();
        List<byte[]> records = made.stream().map(Made::bytes).toList();

        FlatMapFunction<Iterator<Integer>, String> sorting =
                unused -> sorted(records, order).iterator();
        List<String> sorted = JavaSparkContext.fromSparkContext(
                        TestSpark.session().sparkContext())
                .parallelize(List.of(1), 1)
                .mapPartitions(sorting)
                .collect();

        assertThat(sorted).as("seed %d", SEED).isEqualTo(expected);
    }

    private static List<String> sorted(List<byte[]> records, Order order) {
        RecordSort sort = RecordSort.byPrefix(order);
        for (byte[] record : records) {
            sort.add(record, Platform.BYTE_ARRAY_OFFSET, record.length);
        }
        SortedRecords sorted = new SortedRecords(sort, order);
        List<String> found = new ArrayList<>();
        while (sorted.advance()) {
            byte[] copy = new byte[sorted.length()];
            Platform.copyMemory(sorted.base(), sorted.offset(), copy, Platform.BYTE_ARRAY_OFFSET, copy.length);
            found.add(HexFormat.of().formatHex(copy));
        }
        return found;
    }

    /** Some entities at few instants, of which one has more records than the others together, and at the ends of time. */
    private static List<Made> made(Random random) {
        List<Made> made = new ArrayList<>();
        long[] instants = {Long.MIN_VALUE, -1, 0, NOON, NOON + 1, NOON + 4_096, Long.MAX_VALUE - 1, Long.MAX_VALUE};
        for (int i = 0; i < RECORDS; i++) {
            boolean crowded = i < OF_ONE_INSTANT;
            byte[] id = new byte[random.nextInt(10)];
            random.nextBytes(id);
            byte[] payload = Arrays.copyOf(new byte[] {(byte) id.length}, 1 + id.length + random.nextInt(20));
            System.arraycopy(id, 0, payload, 1, id.length);
            long at = crowded ? NOON : instants[random.nextInt(instants.length)];
            long eventTime = crowded ? NOON : instants[random.nextInt(instants.length)];
            made.add(new Made(
                    crowded ? 7 : random.nextInt(40),
                    new StreamRow(
                            new byte[0],
                            at,
                            random.nextInt(3),
                            eventTime,
                            id,
                            random.nextBoolean() ? random.nextLong() : 0,
                            payload)));
        }
        Collections.shuffle(made, random);
        return made;
    }

    private static Comparator<Made> naive(Order order) {
        Comparator<Made> byEntity = Comparator.comparingInt(Made::entity);
        Comparator<Made> byAt = Comparator.comparingLong(record -> record.row().at());
        Comparator<Made> byKind = Comparator.comparingInt(record -> record.row().kind());
        Comparator<Made> byEventTime =
                Comparator.comparingLong(record -> record.row().eventTime());
        Comparator<Made> byId = Comparator.comparing(
                record -> Arrays.copyOf(record.row().payload(), 1 + record.row().id().length), Arrays::compareUnsigned);
        Comparator<Made> byCreatedTime =
                Comparator.comparingLong(record -> record.row().createdTime());
        Comparator<Made> byPayload = Comparator.comparing(record -> record.row().payload(), Arrays::compareUnsigned);
        Comparator<Made> byOrder = switch (order) {
            case INSTANT ->
                byAt.thenComparing(byKind).thenComparing(byEventTime).thenComparing(byId);
            case EVENT -> byEventTime.thenComparing(byKind).thenComparing(byId).thenComparing(byAt);
        };
        return byEntity.thenComparing(byOrder).thenComparing(byCreatedTime).thenComparing(byPayload);
    }
}
