package dev.tandem.server;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Every page that Javalin serves. With the {@linkplain FeatureReads#ROUTES reads}, {@code openapi.json} describes the same, and a test compares the two. */
final class Pages {
    private Pages() {}

    static List<Page> of(Pushes pushes, RegistryPages registry, Health health, Telemetry telemetry) {
        List<Page> pages = new ArrayList<>();
        pages.addAll(pushes.pages());
        pages.addAll(registry.pages());
        pages.addAll(health.pages());
        pages.add(Page.get("/metrics", ctx -> metrics(ctx, telemetry)));
        pages.addAll(new ApiPages().pages());
        return pages;
    }

    private static void metrics(Context ctx, Telemetry telemetry) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(telemetry.text().getBytes(StandardCharsets.UTF_8));
        Exchange.answer(ctx, 200, "text/plain; version=0.0.4; charset=utf-8", text);
    }
}
