package dev.tandem.sdk.guide;

import dev.tandem.sdk.FeatureService;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.sdk.Features;
import java.net.URI;
import java.time.Instant;

// tag::first[]
/** Prints what is known of a flight that is about to leave. */
public final class FirstProgram {
    record Flight(String origin, String dest, String carrier, String tailnum, Instant schedDepTime) {}

    record Inputs(Double temperature, Integer windDirection, Double carrierMeanDelay) {}

    public static void main(String[] arguments) {
        try (FeatureStoreClient client = FeatureStoreClient.connect(URI.create(arguments[0]))) {
            FeatureService<Flight, Inputs> service = client.service("arrival_delay", Flight.class, Inputs.class);

            Instant departure = Instant.parse("2013-12-31T23:15:00Z");
            Features<Inputs> answer = service.read(new Flight("JFK", "LAX", "UA", "N14228", departure));

            System.out.println(answer.values());
            System.out.println("temperature is " + answer.status("temperature"));
        }
    }
}
// end::first[]
