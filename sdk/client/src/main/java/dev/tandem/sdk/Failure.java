package dev.tandem.sdk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tandem.sdk.RequestRefusedException.Detail;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * Why one attempt at a request did not succeed.
 *
 * @param exception what the caller is to be told if it was the last
 * @param passing whether another attempt could go better
 * @param retryAfter how long the server asks to be left alone, or nothing
 */
record Failure(FeatureStoreException exception, boolean passing, Duration retryAfter) {

    static Failure of(Request request, URI address, HttpResponse<byte[]> response) {
        List<Detail> details = details(response.body());
        int status = response.statusCode();
        String said = details.isEmpty()
                ? ""
                : " " + details.stream().map(Detail::message).collect(Collectors.joining(" "));
        return switch (status) {
            case 401, 403 ->
                last(new UnauthorizedException("%s is not allowed (%d).%s".formatted(request.task(), status, said)));
            case 502, 503, 504 ->
                new Failure(
                        new UnavailableException(
                                "%s failed: %s cannot answer now (%d).%s"
                                        .formatted(request.task(), address, status, said),
                                null),
                        true,
                        retryAfter(response));
            default -> last(unexpected(request, address, status, said, details));
        };
    }

    private static FeatureStoreException unexpected(
            Request request, URI address, int status, String said, List<Detail> details) {
        if (status >= 500) {
            return new FeatureStoreException(
                    "%s failed: a defect of the server at %s (%d).%s".formatted(request.task(), address, status, said));
        }
        if (details.isEmpty()) {
            return new FeatureStoreException(
                    "%s failed: %s answers with status %d and not as a Tandem server does. Check the address, and what stands between."
                            .formatted(request.task(), address, status));
        }
        return new RequestRefusedException("%s was refused.%s".formatted(request.task(), said), status, details);
    }

    static Failure of(Request request, URI address, Throwable thrown) {
        if (thrown instanceof FeatureStoreException ours) {
            return last(ours);
        }
        if (thrown instanceof SSLException) {
            return last(new UnavailableException(
                    "%s failed: no secure connection to %s (%s). Check that the server's certificate is one that this JVM trusts."
                            .formatted(request.task(), address, text(thrown)),
                    thrown));
        }
        if (thrown instanceof ConnectException || thrown instanceof HttpConnectTimeoutException) {
            return new Failure(
                    new UnavailableException(
                            "%s failed: %s cannot be reached (%s). Check the address, and that the server runs."
                                    .formatted(request.task(), address, text(thrown)),
                            thrown),
                    true,
                    Duration.ZERO);
        }
        if (thrown instanceof IOException) {
            return new Failure(
                    new UnavailableException(
                            "%s failed: the connection to %s broke (%s). Try again in a moment."
                                    .formatted(request.task(), address, text(thrown)),
                            thrown),
                    true,
                    Duration.ZERO);
        }
        return last(new FeatureStoreException("%s failed: %s".formatted(request.task(), text(thrown)), thrown));
    }

    private static Failure last(FeatureStoreException exception) {
        return new Failure(exception, false, Duration.ZERO);
    }

    private static String text(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
    }

    /** Seconds; the header's other form, a date, would have to be trusted to come from a clock that agrees with ours. */
    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
    }

    /** The mistakes that the body of an answer names; none when it is not the server's own, but for example a proxy's page. */
    private static List<Detail> details(byte[] body) {
        try {
            return Json.read(
                    body, json -> json.currentToken() == JsonToken.VALUE_STRING ? nested(json) : details(json));
        } catch (IOException notTheServersOwn) {
            return List.of();
        }
    }

    private static List<Detail> details(JsonParser json) throws IOException {
        List<Detail> details = new ArrayList<>();
        Json.eachField(json, (value, field) -> {
            if (field.equals("detail")) {
                Json.eachElement(value, each -> details.add(detail(each)));
            } else {
                value.skipChildren();
            }
        });
        return details;
    }

    /** On routes that other clients use as well, what does not exist is said in their way: a document within a string. */
    private static List<Detail> nested(JsonParser json) throws IOException {
        List<Detail> details = new ArrayList<>();
        return Json.read(Json.text(json).getBytes(StandardCharsets.UTF_8), inner -> {
            Json.eachField(inner, (value, field) -> {
                if (field.equals("message")) {
                    details.add(new Detail("", "not_found", Json.text(value)));
                }
            });
            return details;
        });
    }

    private static Detail detail(JsonParser json) throws IOException {
        List<String> location = new ArrayList<>();
        String[] texts = {"", ""};
        Json.eachField(json, (value, field) -> {
            switch (field) {
                case "loc" -> Json.eachElement(value, each -> location.add(each.getText()));
                case "type" -> texts[0] = Json.text(value);
                case "msg" -> texts[1] = Json.text(value);
                default -> value.skipChildren();
            }
        });
        return new Detail(String.join(".", location), texts[0], texts[1]);
    }
}
