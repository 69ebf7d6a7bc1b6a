package dev.tandem.server;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The description of the interface, and a page to try it on, with everything the page needs: nothing is fetched from elsewhere. */
final class ApiPages {
    private static final String SWAGGER = "META-INF/resources/webjars/swagger-ui/";
    private static final String SWAGGER_VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final Map<String, String> SWAGGER_FILES = Map.of(
            "swagger-ui.css", "text/css; charset=utf-8",
            "swagger-ui-bundle.js", "text/javascript; charset=utf-8");

    private final String swagger = SWAGGER + swaggerVersion() + "/";

    List<Page> pages() {
        return List.of(
                Page.open(
                        HandlerType.GET,
                        "/openapi.json",
                        ctx -> resource(ctx, own("openapi.json"), "application/json")),
                Page.open(HandlerType.GET, "/docs", ctx -> resource(ctx, own("docs.html"), "text/html; charset=utf-8")),
                Page.open(HandlerType.GET, "/docs/{file}", this::file));
    }

    private void file(Context ctx) throws IOException {
        String file = ctx.pathParam("file");
        if (file.equals("start.js")) {
            resource(ctx, own("docs.js"), "text/javascript; charset=utf-8");
            return;
        }
        String contentType = SWAGGER_FILES.get(file);
        if (contentType == null) {
            throw HttpError.notFound("There is no page '%s' here.".formatted(file), "path", "file");
        }
        resource(ctx, swagger + file, contentType);
    }

    private static String own(String name) {
        return "dev/tandem/server/" + name;
    }

    private static void resource(Context ctx, String name, String contentType) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = open(name)) {
            in.transferTo(bytes);
        }
        ctx.header("X-Content-Type-Options", "nosniff");
        Exchange.answer(ctx, 200, contentType, bytes);
    }

    private static InputStream open(String name) {
        @Nullable InputStream in = ApiPages.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        return in;
    }

    private static String swaggerVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(SWAGGER_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("the properties of swagger-ui cannot be read", e);
        }
        return properties.getProperty("version");
    }
}
