package dev.tandem.benchmarks.online;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.definition.ValueType;
import dev.tandem.row.Micros;
import io.javalin.http.Context;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A feature server as a competent engineer writes it in an afternoon: one hash for each entity with a field for each feature, {@code HMGET}
 * for every entity asked for (all sent before the first is waited for), and Jackson's data binding on both ends. It answers the same as
 * Tandem's. Thread-safe.
 */
final class Plain {
    private static final long EPOCH = 0;

    private final RedisAsyncCommands<String, String> redis;
    private final ObjectMapper json = new ObjectMapper();
    private final List<String> featureNames = new ArrayList<>();
    private final List<Customers.Column> columns = new ArrayList<>();
    private final List<Integer> views = new ArrayList<>();
    private final String[] fields;

    private Plain(RedisAsyncCommands<String, String> redis) {
        this.redis = redis;
        List<String> asked = new ArrayList<>();
        featureNames.add(Customers.KEY);
        for (int view = 0; view < Customers.VIEWS.size(); view++) {
            for (Customers.Column column : Customers.COLUMNS) {
                featureNames.add(field(view, column));
                columns.add(column);
                views.add(view);
                asked.add(field(view, column));
            }
        }
        Customers.VIEWS.forEach(view -> asked.add(timeField(view)));
        this.fields = asked.toArray(String[]::new);
    }

    /** What a request holds, as far as it matters here. */
    record Request(String feature_service, Map<String, List<String>> entities) {}

    /** A column of an answer. */
    record Result(List<@Nullable Object> values, List<String> statuses, List<String> event_timestamps) {}

    /** An answer. */
    record Answer(Map<String, List<String>> metadata, List<Result> results) {}

    /** Starts to serve. */
    static void serve(int port, String redisUri) {
        Plain plain = new Plain(RedisClient.create(redisUri).connect().async());
        ConstantServers.startJavalin(port, plain::answer);
    }

    static String key(String customer) {
        return "customer:" + customer;
    }

    /** The hash of a customer: features and times as text; a null is not there. */
    static Map<String, String> hash(long customer) {
        Map<String, String> hash = new HashMap<>();
        for (int view = 0; view < Customers.VIEWS.size(); view++) {
            List<@Nullable Object> values = Customers.values(customer, view);
            for (int column = 0; column < values.size(); column++) {
                Object value = values.get(column);
                if (value != null) {
                    hash.put(field(view, Customers.COLUMNS.get(column)), value.toString());
                }
            }
            hash.put(timeField(Customers.VIEWS.get(view)), Long.toString(Customers.eventTime(customer, view)));
        }
        return hash;
    }

    private static String field(int view, Customers.Column column) {
        return Customers.feature(Customers.VIEWS.get(view), column);
    }

    private static String timeField(String view) {
        return view + "_event_time";
    }

    private void answer(Context ctx) throws IOException, InterruptedException, ExecutionException {
        Request request = json.readValue(ctx.bodyAsBytes(), Request.class);
        List<String> customers = request.entities().get(Customers.KEY);
        if (customers == null) {
            throw new IllegalArgumentException("the request names no customers");
        }
        List<RedisFuture<List<KeyValue<String, String>>>> asked = new ArrayList<>(customers.size());
        for (String customer : customers) {
            asked.add(redis.hmget(key(customer), fields));
        }
        List<List<KeyValue<String, String>>> found = new ArrayList<>(customers.size());
        for (RedisFuture<List<KeyValue<String, String>>> one : asked) {
            found.add(one.get());
        }
        List<List<String>> times = new ArrayList<>();
        for (int view = 0; view < Customers.VIEWS.size(); view++) {
            times.add(times(found, columns.size() + view));
        }
        List<Result> results = new ArrayList<>(featureNames.size());
        results.add(keys(customers));
        for (int feature = 0; feature < columns.size(); feature++) {
            results.add(result(found, feature, times.get(views.get(feature))));
        }
        byte[] answer = json.writeValueAsBytes(new Answer(Map.of("feature_names", featureNames), results));
        ctx.contentType("application/json");
        ctx.res().setContentLength(answer.length);
        ctx.outputStream().write(answer);
    }

    private static Result keys(List<String> customers) {
        Result result = new Result(new ArrayList<>(customers), new ArrayList<>(), new ArrayList<>());
        String epoch = Micros.instant(EPOCH).toString();
        customers.forEach(customer -> {
            result.statuses().add("PRESENT");
            result.event_timestamps().add(epoch);
        });
        return result;
    }

    private static List<String> times(List<List<KeyValue<String, String>>> found, int field) {
        List<String> times = new ArrayList<>(found.size());
        for (List<KeyValue<String, String>> entity : found) {
            times.add(
                    Micros.instant(Long.parseLong(entity.get(field).getValue())).toString());
        }
        return times;
    }

    private Result result(List<List<KeyValue<String, String>>> found, int feature, List<String> times) {
        Result result = new Result(new ArrayList<>(found.size()), new ArrayList<>(found.size()), times);
        ValueType type = columns.get(feature).type();
        for (List<KeyValue<String, String>> entity : found) {
            String text = entity.get(feature).getValueOrElse("");
            result.values().add(text.isEmpty() ? null : value(type, text));
            result.statuses().add(text.isEmpty() ? "NULL_VALUE" : "PRESENT");
        }
        return result;
    }

    private static Object value(ValueType type, String text) {
        return switch (type.kind()) {
            case FLOAT64 -> Double.parseDouble(text);
            case INT64 -> Long.parseLong(text);
            case BOOL -> Boolean.parseBoolean(text);
            default -> text;
        };
    }
}
