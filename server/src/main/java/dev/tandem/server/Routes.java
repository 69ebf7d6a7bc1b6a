package dev.tandem.server;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Everything the server can be asked; {@code openapi.json} describes the same, and a test compares the two. */
final class Routes {
    private Routes() {}

    static List<Route> of(
            FeatureReads reads, Pushes pushes, RegistryPages registry, Health health, Telemetry telemetry) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(reads.routes());
        routes.addAll(pushes.routes());
        routes.addAll(registry.routes());
        routes.addAll(health.routes());
        routes.add(Route.get("/metrics", ctx -> metrics(ctx, telemetry)));
        routes.addAll(new ApiPages().routes());
        return routes;
    }

    private static void metrics(Context ctx, Telemetry telemetry) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(telemetry.text().getBytes(StandardCharsets.UTF_8));
        Exchange.answer(ctx, 200, "text/plain; version=0.0.4; charset=utf-8", text);
    }
}
