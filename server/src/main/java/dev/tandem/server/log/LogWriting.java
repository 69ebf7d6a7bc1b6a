package dev.tandem.server.log;

import dev.tandem.definition.ValueType;
import dev.tandem.log.FeatureLogLayout;
import dev.tandem.online.FeatureAnswer;
import dev.tandem.online.FeatureStatus;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.OutputFeature;
import dev.tandem.online.ReadPlan.RequestColumn;
import dev.tandem.row.ValueSource;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Writes rows of the layout, from the stored bytes straight to Parquet's columns. Used by one thread. */
final class LogWriting extends WriteSupport<LoggedRow> {
    /**
     * The most bytes of a column's dictionary. There are five columns for each feature: with Parquet's usual megabyte, the tables behind the many
     * different values of a service of 50 features would grow to hundreds of megabytes of the server's heap, and no cache would hold them.
     */
    private static final int DICTIONARY_BYTES = 16 << 10;

    /** How much may wait in memory until it is written to the file. */
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private static final Map<FeatureStatus, Binary> STATUSES = statuses();

    private final ReadPlan plan;
    private final List<RequestColumn> asked;
    private final List<OutputFeature> features;
    private @Nullable RecordConsumer consumer;

    private static Map<FeatureStatus, Binary> statuses() {
        Map<FeatureStatus, Binary> statuses = new EnumMap<>(FeatureStatus.class);
        for (FeatureStatus status : FeatureStatus.values()) {
            statuses.put(status, Binary.fromString(status.name()));
        }
        return statuses;
    }

    private LogWriting(ReadPlan plan) {
        this.plan = plan;
        this.asked = plan.requestColumns();
        this.features = plan.features();
    }

    /** Opens a file for answers of one plan. */
    static ParquetWriter<LoggedRow> open(Path file, ReadPlan plan) throws IOException {
        return new Builder(new LocalOutputFile(file), plan)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new Zstandard())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withDictionaryPageSize(DICTIONARY_BYTES)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .build();
    }

    private static final class Builder extends ParquetWriter.Builder<LoggedRow, Builder> {
        private final ReadPlan plan;

        Builder(OutputFile file, ReadPlan plan) {
            super(file);
            this.plan = plan;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // and still abstract
        protected WriteSupport<LoggedRow> getWriteSupport(Configuration configuration) {
            return new LogWriting(plan);
        }

        @Override
        protected WriteSupport<LoggedRow> getWriteSupport(ParquetConfiguration configuration) {
            return new LogWriting(plan);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // and still abstract
    public WriteContext init(Configuration configuration) {
        return new WriteContext(LogSchema.of(plan), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(LogSchema.of(plan), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer parquet) {
        consumer = parquet;
    }

    @Override
    public void write(LoggedRow row) {
        new Message(Objects.requireNonNull(consumer), row.of(), row.number()).write();
    }

    /** The fields of a group are counted as they are written, in the order of the schema; one that is null is passed over. */
    private final class Message {
        private final RecordConsumer out;
        private final LoggedAnswer logged;
        private final int row;
        private int field;

        Message(RecordConsumer out, LoggedAnswer logged, int row) {
            this.out = out;
            this.logged = logged;
            this.row = row;
        }

        void write() {
            out.startMessage();
            text(FeatureLogLayout.REQUEST_ID, logged.requestId());
            integer(FeatureLogLayout.REQUEST_ROW, row);
            number(FeatureLogLayout.REQUEST_TIME, logged.answer().time());
            number(FeatureLogLayout.REGISTRY_STATE, plan.stateNumber());
            group(FeatureLogLayout.MATERIALIZED_UNTIL, plan.views(), view -> {
                Long until = logged.materializedUntil().get(view);
                numberOrNull(view, until);
            });
            group(FeatureLogLayout.ASKED, asked, this::asked);
            group(FeatureLogLayout.ANSWER, features, this::answer);
            out.endMessage();
        }

        private void asked(RequestColumn column) {
            value(column.name(), column.type(), logged.asked().get(field), row);
        }

        private void answer(OutputFeature feature) {
            int number = field;
            FeatureAnswer answer = logged.answer();
            start(feature.name());
            out.startGroup();
            field = 0;
            value(FeatureLogLayout.VALUE, feature.type(), answer.values(number), row);
            binary(FeatureLogLayout.STATUS, Objects.requireNonNull(STATUSES.get(answer.status(number, row))));
            answer.origin(number, row)
                    .ifPresentOrElse(
                            origin -> {
                                numberOrNull(FeatureLogLayout.EVENT_TIME, origin.eventTime());
                                numberOrNull(FeatureLogLayout.WRITTEN_AT, origin.writtenAt());
                                if (origin.schemaId() != null) {
                                    integer(FeatureLogLayout.SCHEMA_ID, origin.schemaId());
                                }
                            },
                            () -> field += 3);
            out.endGroup();
            field = number;
            end(feature.name());
        }

        private <T> void group(String name, List<T> of, java.util.function.Consumer<T> each) {
            if (of.isEmpty()) {
                return;
            }
            int number = field;
            start(name);
            out.startGroup();
            field = 0;
            of.forEach(each);
            out.endGroup();
            field = number;
            end(name);
        }

        private void start(String name) {
            out.startField(name, field);
        }

        private void end(String name) {
            out.endField(name, field++);
        }

        private void text(String name, String value) {
            binary(name, Binary.fromString(value));
        }

        private void binary(String name, Binary value) {
            start(name);
            out.addBinary(value);
            end(name);
        }

        private void integer(String name, int value) {
            start(name);
            out.addInteger(value);
            end(name);
        }

        private void number(String name, long value) {
            start(name);
            out.addLong(value);
            end(name);
        }

        private void numberOrNull(String name, @Nullable Long value) {
            if (value == null) {
                field++;
            } else {
                number(name, value);
            }
        }

        private void value(String name, ValueType type, ValueSource values, int index) {
            if (values.isNull(index)) {
                field++;
                return;
            }
            start(name);
            switch (type.kind()) {
                case BOOL -> out.addBoolean(values.booleanAt(index));
                case INT32, DATE -> out.addInteger(values.intAt(index));
                case INT64, TIMESTAMP -> out.addLong(values.longAt(index));
                case FLOAT32 -> out.addFloat(values.floatAt(index));
                case FLOAT64 -> out.addDouble(values.doubleAt(index));
                case DECIMAL -> decimal(type, values.decimalAt(index).unscaledValue());
                case STRING, BYTES -> out.addBinary(Binary.fromConstantByteArray(values.bytesAt(index)));
                case ARRAY -> elements(Objects.requireNonNull(type.element()), values.arrayAt(index));
            }
            end(name);
        }

        private void decimal(ValueType type, BigInteger unscaled) {
            switch (LogSchema.decimal(type)) {
                case INT32 -> out.addInteger(unscaled.intValueExact());
                case INT64 -> out.addLong(unscaled.longValueExact());
                default -> out.addBinary(Binary.fromConstantByteArray(unscaled.toByteArray()));
            }
        }

        /** A list as Parquet writes it: a group, a repeated group in it, an element in that. */
        private void elements(ValueType type, ValueSource elements) {
            int number = field;
            out.startGroup();
            if (elements.size() > 0) {
                out.startField("list", 0);
                for (int i = 0; i < elements.size(); i++) {
                    out.startGroup();
                    field = 0;
                    value("element", type, elements, i);
                    out.endGroup();
                }
                out.endField("list", 0);
            }
            out.endGroup();
            field = number;
        }
    }
}
