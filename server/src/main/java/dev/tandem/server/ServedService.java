package dev.tandem.server;

import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Naming;
import dev.tandem.online.ReadPlan;
import dev.tandem.online.ReadPlan.OutputFeature;
import dev.tandem.online.ReadPlan.RequestColumn;
import java.util.List;
import java.util.stream.Stream;

/**
 * A service ready to be read: its plan, its meters, and the parts of every answer that never change, encoded already. Immutable.
 *
 * @param plan how to read it
 * @param meters what its reads are counted on
 * @param values what the values in its answers are counted on
 * @param shortNames what an answer to a Feast client begins with, by short names
 * @param fullNames the same, by full names
 * @param schema what an answer of our own form begins with
 */
record ServedService(
        ReadPlan plan, ReadMeters meters, ValueMeters values, byte[] shortNames, byte[] fullNames, byte[] schema) {

    /** A service that is defined. */
    static ServedService defined(ReadPlan plan, ReadMeters meters, ValueMeters values) {
        return of(plan, meters, values, Naming.FULL);
    }

    /** A list of single features, which already have the names that were asked for. */
    static ServedService listed(ReadPlan plan, ReadMeters meters, ValueMeters values) {
        return of(plan, meters, values, Naming.SHORT);
    }

    private static ServedService of(ReadPlan plan, ReadMeters meters, ValueMeters values, Naming whenFull) {
        return new ServedService(
                plan, meters, values, feastMetadata(plan, Naming.SHORT), feastMetadata(plan, whenFull), schema(plan));
    }

    /** The same, for a read of which nobody is to know. */
    ServedService unseen() {
        return new ServedService(plan, meters, ValueMeters.unseen(plan), shortNames, fullNames, schema);
    }

    /** What an answer to a Feast client begins with. */
    byte[] names(Naming naming) {
        return naming == Naming.FULL ? fullNames : shortNames;
    }

    private static byte[] feastMetadata(ReadPlan plan, Naming naming) {
        Stream<String> keys = plan.entityColumns().stream().map(RequestColumn::name);
        Stream<String> features = plan.service().named(naming).selections().stream()
                .flatMap(selection -> selection.fields().stream())
                .map(Field::name);
        List<String> names = Stream.concat(keys, features).toList();
        return encoded(json -> {
            json.writeStartObject();
            json.writeFieldName("feature_names");
            json.writeStartArray();
            for (String name : names) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static byte[] schema(ReadPlan plan) {
        return encoded(json -> {
            json.writeStartObject();
            if (!plan.service().name().equals(FeatureService.AD_HOC)) {
                json.writeStringField("service", plan.service().name());
            }
            json.writeNumberField("state", plan.stateNumber());
            json.writeArrayFieldStart("feature_names");
            for (OutputFeature feature : plan.features()) {
                json.writeString(feature.name());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("types");
            for (OutputFeature feature : plan.features()) {
                json.writeString(feature.type().toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static byte[] encoded(JsonOutput.Writing writing) {
        return JsonOutput.write(writing).toByteArray();
    }
}
