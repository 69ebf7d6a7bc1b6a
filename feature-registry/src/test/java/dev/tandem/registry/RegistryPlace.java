package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.edited;
import static dev.tandem.registry.SampleDefinitions.sample;

import dev.tandem.definition.Definitions;
import java.time.Instant;

/** A place for one registry, empty when a test begins, with a registry opened there. */
interface RegistryPlace {
    Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
    Definitions LONGER_TTL = edited("\"ttl\":\"3h\"", "\"ttl\":\"4h\"");
    Definitions OTHER_WEATHER = edited("data/weather.parquet", "data/weather_2.parquet");
    Definitions WITHOUT_WEATHER = new Definitions(
            sample().project(),
            sample().entities(),
            sample().sources(),
            sample().views().headMap("weather"),
            sample().services().headMap("arrival_delay"));

    /** Where it is. */
    String url();

    /** The registry that was opened there. */
    Registry registry();

    /** Opens it once more. */
    Registry open();

    /** Empties the place. */
    void empty() throws Exception;

    /** Sets the clock, which stands at {@link #NOON} when a test begins. */
    void at(Instant now);

    default RegistryState apply(Definitions wanted) {
        return registry().apply(registry().plan(wanted), "alice");
    }
}
