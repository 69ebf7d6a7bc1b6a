package dev.tandem.sdk.guide;

import dev.tandem.sdk.FeatureService;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.sdk.Features;
import java.net.URI;

// tag::first[]
/** Prints what is known of a flight that is about to leave. */
public final class FirstProgram {
    record Flight(String origin, String dest, String carrier, String tailnum) {}

    record Inputs(Double temperature, Integer windDirection, Double carrierMeanDelay) {}

    public static void main(String[] arguments) {
        try (FeatureStoreClient client = FeatureStoreClient.connect(URI.create(arguments[0]))) {
            FeatureService<Flight, Inputs> service = client.service("arrival_delay", Flight.class, Inputs.class);

            Features<Inputs> answer = service.read(new Flight("JFK", "LAX", "UA", "N14228"));

            System.out.println(answer.values());
            System.out.println("temperature is " + answer.status("temperature"));
        }
    }
}
// end::first[]
