package dev.tandem.sdk;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A service to test with, and records for it. */
final class Flights {
    static final String DEFINITIONS = """
            entities:
              airport: {keys: {airport: STRING}}
              carrier: {keys: {carrier: STRING}}
            sources:
              weather_reports: {format: parquet, path: weather.parquet, event_time: time_hour}
              carrier_arrivals: {format: parquet, path: arrivals.parquet, event_time: arr_time}
            views:
              weather:
                entities: [airport]
                source: weather_reports
                ttl: 3h
                features:
                  temperature: FLOAT64
                  wind_direction: INT32
              carrier_delays:
                entities: [carrier]
                source: carrier_arrivals
                features:
                  mean_delay: FLOAT64
            services:
              arrival_delay:
                features:
                  - weather: {entities: {airport: origin}}
                  - carrier_delays
            """;
    static final Instant ELEVEN = Instant.parse("2013-12-31T23:00:00Z");

    /** What JFK and UA have: everything. */
    static final Inputs COMPLETE = new Inputs(33.08, OptionalInt.of(270), Optional.of(7.25));

    private Flights() {}

    record Flight(String origin, String carrier) {}

    record Inputs(
            @Nullable Double temperature,
            OptionalInt windDirection,
            @Called("mean_delay") Optional<Double> carrierDelay) {}

    /** Reports of JFK, of LGA without a temperature, and of EWR past its ttl; delays of UA. */
    static void report(RealServer server) {
        server.write("weather", List.of("JFK"), ELEVEN, List.of(33.08, 270));
        server.write("weather", List.of("LGA"), ELEVEN, Arrays.asList(null, 30));
        server.write("weather", List.of("EWR"), ELEVEN.minus(Duration.ofHours(4)), List.of(35.6, 190));
        server.write("carrier_delays", List.of("UA"), ELEVEN.plusNanos(1_000), List.of(7.25));
    }
}
