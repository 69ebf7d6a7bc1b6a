package dev.tandem.server;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Names;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.OnlineStoreException;
import dev.tandem.online.Rejection;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.ViewWriter;
import dev.tandem.online.WriteReport;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.server.JsonOutput.Times;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes rows that somebody pushes: checks every value first, then keeps the rows for the offline side, then writes them online, and tells
 * what became of each. A push that failed on the way can be repeated as it is: the online store takes no row twice, and history knows a
 * row by its times. Thread-safe.
 */
final class Pushes {
    private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
    private static final String EVENT_TIMESTAMP = "event_timestamp";
    private static final String CREATED = "created";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final StateWatch watch;
    private final OnlineStore store;
    private final Optional<Landing> landing;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final ServerSettings.Limits limits;

    Pushes(
            StateWatch watch,
            OnlineStore store,
            Optional<Landing> landing,
            InstantSource clock,
            Telemetry telemetry,
            ServerSettings.Limits limits) {
        this.watch = watch;
        this.store = store;
        this.landing = landing;
        this.clock = clock;
        this.telemetry = telemetry;
        this.limits = limits;
    }

    List<Page> pages() {
        return List.of(
                Page.post("/push", this::push),
                Page.post("/write-to-online-store", this::write),
                Page.post("/materialize", Pushes::materialize),
                Page.post("/materialize-incremental", Pushes::materialize));
    }

    /**
     * Rows that fit their types.
     *
     * @param landed how many of them are kept for the offline side by now
     */
    private record Checked(PushedColumns.Read columns, PushedTimes times, int landed) {}

    /** A row that a view did not take. */
    private record Rejected(String view, int row, Rejection reason) {}

    private static void materialize(Context ctx) {
        throw HttpError.notImplemented(
                "The server does not materialise: that reads history, which is Spark's work. Run 'tandem materialize', by hand or on a schedule.");
    }

    private void push(Context ctx) throws IOException {
        PushRequest request = PushRequest.parse(Exchange.body(ctx, limits), "push_source_name", limits.rows());
        RegistryState state = watch.inForce().state();
        Source source = sourceOf(state.definitions(), request.target());
        List<PushTarget> targets = targetsOf(state, source);
        Optional<Landing> kept = landingFor(request);
        List<PushTarget> online = request.destination().isOnline() ? onlineOf(state, source, targets) : List.of();

        PushedColumns columns = new PushedColumns(source.timeZone());
        String eventTime = source.eventTime().orElseThrow();
        columns.require(eventTime, ValueType.TIMESTAMP);
        targets.forEach(target -> target.requireOf(columns));
        source.createdTime().ifPresent(created -> columns.allow(created, ValueType.TIMESTAMP));
        PushedColumns.Read pushed = columns.read(request.rows());
        PushedTimes times = PushedTimes.of(
                eventTime,
                pushed.column(eventTime, ValueType.TIMESTAMP),
                source.createdTime()
                        .filter(pushed::has)
                        .map(created -> pushed.column(created, ValueType.TIMESTAMP))
                        .orElse(null),
                source.createdTime().isPresent() ? Micros.of(clock.instant()) : PushedTimes.NONE);

        if (kept.isPresent()) {
            kept.get().append(source.name(), lines(pushed, times, source));
            telemetry.landed(source.name(), times.rows());
        }
        answer(ctx, state, online, new Checked(pushed, times, kept.isPresent() ? times.rows() : 0));
    }

    private void write(Context ctx) throws IOException {
        PushRequest request = PushRequest.parse(Exchange.body(ctx, limits), "feature_view_name", limits.rows());
        RegistryState state = watch.inForce().state();
        PushTarget target = PushTarget.byName(state.definitions(), onlineView(state, request.target()));

        PushedColumns columns = new PushedColumns(ZoneOffset.UTC);
        columns.require(EVENT_TIMESTAMP, ValueType.TIMESTAMP);
        target.requireOf(columns);
        boolean hasCreated =
                target.values().stream().noneMatch(each -> each.name().equals(CREATED));
        if (hasCreated) {
            columns.allow(CREATED, ValueType.TIMESTAMP);
        }
        PushedColumns.Read pushed = columns.read(request.rows());
        boolean decides =
                state.definitions().source(target.view().source()).createdTime().isPresent();
        PushedTimes times = PushedTimes.of(
                EVENT_TIMESTAMP,
                pushed.column(EVENT_TIMESTAMP, ValueType.TIMESTAMP),
                hasCreated && pushed.has(CREATED) ? pushed.column(CREATED, ValueType.TIMESTAMP) : null,
                decides ? Micros.of(clock.instant()) : PushedTimes.NONE);
        answer(ctx, state, List.of(target), new Checked(pushed, times, 0));
    }

    private static Source sourceOf(Definitions definitions, String name) {
        Source source;
        try {
            source = definitions.source(name);
        } catch (UnknownNameException e) {
            throw FeastErrors.of(e);
        }
        if (source.origin() instanceof Origin.Query query) {
            throw HttpError.invalid(
                    "not_pushable",
                    "Source '%s' is computed by SQL from %s, and the server runs no SQL. Push to those sources for the offline side, and materialize the views."
                            .formatted(name, query.inputs()),
                    "body",
                    "push_source_name");
        }
        return source;
    }

    private static List<PushTarget> targetsOf(RegistryState state, Source source) {
        List<PushTarget> targets = state.definitions().views().values().stream()
                .filter(view -> view.source().equals(source.name()))
                .map(view -> PushTarget.bySource(state.definitions(), view))
                .toList();
        if (targets.isEmpty()) {
            throw HttpError.invalid(
                    "not_pushable",
                    "No feature view reads source '%s' directly, so nothing declares the types of its columns. Declare a view of it; with 'online: false' it takes no space online."
                            .formatted(source.name()),
                    "body",
                    "push_source_name");
        }
        return targets;
    }

    private static List<PushTarget> onlineOf(RegistryState state, Source source, List<PushTarget> targets) {
        List<PushTarget> online = targets.stream()
                .filter(target -> state.storage().containsKey(target.view().name()))
                .toList();
        if (online.isEmpty()) {
            throw HttpError.invalid(
                    "not_pushable",
                    "No view of source '%s' is kept online. Push \"to\": \"offline\", or declare 'online: true' and apply."
                            .formatted(source.name()),
                    "body",
                    "to");
        }
        return online;
    }

    private static FeatureView onlineView(RegistryState state, String name) {
        try {
            FeatureView view = state.definitions().view(name);
            if (!view.online()) {
                throw HttpError.invalid(
                        "not_pushable",
                        "Feature view '%s' is declared 'online: false', so no row of it is kept online. %s"
                                .formatted(
                                        name,
                                        Names.suggestion(name, state.storage().keySet())),
                        "body",
                        "feature_view_name");
            }
            if (view.isWindowed()) {
                throw HttpError.invalid(
                        "not_pushable",
                        "The features of view '%s' are aggregated from events, and nobody can write them. Push events to source '%s'."
                                .formatted(name, view.source()),
                        "body",
                        "feature_view_name");
            }
            return view;
        } catch (UnknownNameException e) {
            throw FeastErrors.of(e);
        }
    }

    private Optional<Landing> landingFor(PushRequest request) {
        if (!request.destination().isOffline()) {
            return Optional.empty();
        }
        if (landing.isEmpty()) {
            throw HttpError.invalid(
                    "not_pushable",
                    "This server has no landing folder, so it cannot keep rows for the offline side. Push \"to\": \"online\", or start it with a landing folder.",
                    "body",
                    "to");
        }
        return landing;
    }

    private static ByteArrayOutputStream lines(PushedColumns.Read pushed, PushedTimes times, Source source) {
        Map<String, Column> columns = pushed.first();
        return JsonOutput.lines(times.rows(), (json, row) -> {
            json.writeStartObject();
            for (Map.Entry<String, Column> column : columns.entrySet()) {
                if (!Optional.of(column.getKey()).equals(source.createdTime())) {
                    json.writeFieldName(column.getKey());
                    Column values = column.getValue();
                    JsonOutput.value(json, values.type(), values, row, Times.RFC_3339);
                }
            }
            if (source.createdTime().isPresent()) {
                json.writeStringField(
                        source.createdTime().get(),
                        Micros.instant(times.created(row)).toString());
            }
            json.writeEndObject();
        });
    }

    private void answer(Context ctx, RegistryState state, List<PushTarget> targets, Checked rows) throws IOException {
        List<Rejected> rejected = new ArrayList<>();
        WriteReport report = WriteReport.NONE;
        for (PushTarget target : targets) {
            report = report.plus(writeOnline(target, target.stored(state), rows, rejected));
        }
        WriteReport total = report;
        Exchange.json(ctx, 200, JsonOutput.write(json -> write(json, rows, total, rejected)));
    }

    private WriteReport writeOnline(PushTarget target, ViewTarget stored, Checked rows, List<Rejected> rejected) {
        String view = stored.view();
        try {
            WriteReport report = ViewWriter.of(store, stored, clock)
                    .push(
                            target.rows(rows.columns(), rows.times(), stored.schema()),
                            (row, reason) -> rejected.add(new Rejected(view, row, reason)));
            telemetry.pushed(view, "written", report.written());
            telemetry.pushed(view, "older", report.older());
            telemetry.pushed(view, "rejected", report.allRejected());
            return report;
        } catch (OnlineStoreException e) {
            LOG.warn("Push to view {}: {}", view, e.getMessage());
            throw HttpError.unavailable(
                    "The online store did not take all rows%s. Push the same again: what was written is not written twice."
                            .formatted(rows.landed() > 0 ? ", though they are kept for the offline side" : ""),
                    SOON);
        }
    }

    private static void write(JsonGenerator json, Checked rows, WriteReport report, List<Rejected> rejected)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("rows", rows.times().rows());
        json.writeNumberField("landed", rows.landed());
        json.writeNumberField("written", report.written());
        json.writeNumberField("older", report.older());
        json.writeArrayFieldStart("rejected");
        for (Rejected each : rejected) {
            json.writeStartObject();
            json.writeStringField("view", each.view());
            json.writeNumberField("row", each.row());
            json.writeStringField("reason", each.reason().sentence());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
