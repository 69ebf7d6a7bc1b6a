package dev.tandem.server;

import dev.tandem.online.OnlineSettings;
import dev.tandem.online.embedded.LocalRedis;
import java.nio.file.Path;
import java.util.List;

/** Definitions to test with, as a team would write them. */
final class Flights {
    static final String DEFINITIONS = """
            entities:
              airport: {keys: {airport: STRING}, description: An airport by its IATA code}
              seat: {keys: {flight: INT64, day: DATE}}

            sources:
              weather_reports:
                format: parquet
                path: data/weather.parquet
                event_time: time_hour
              seats_sold:
                format: jdbc
                table: seats
                event_time: sold_at
                created_time: loaded_at
                time_zone: America/New_York
                options: {url: "jdbc:postgresql://db/air?user=a&password=hunter2", password: hunter2, user: "${DB_USER}"}
              busy_airports:
                sql: SELECT origin, time_hour, count(*) AS busy FROM weather_reports GROUP BY origin, time_hour
                event_time: time_hour

            views:
              weather:
                entities: [airport]
                source: weather_reports
                keys: {airport: origin}
                ttl: 3h
                features:
                  temperature: {type: FLOAT64, from: temp, description: Degrees Fahrenheit}
                  wind_direction: {type: INT32, from: wind_dir}
              seats:
                entities: [seat]
                source: seats_sold
                features:
                  sold: INT64
                  price: {type: "DECIMAL(8,2)"}
                  last_sale: TIMESTAMP
              busyness:
                entities: [airport]
                source: busy_airports
                keys: {airport: origin}
                features:
                  busy: INT64

            on_demand:
              wind:
                inputs: [weather:wind_direction as direction]
                request: {bearing: FLOAT64}
                features:
                  headwind: {type: FLOAT64, expression: round(cos(radians(direction - bearing)) * 100) / 100, description: "1: right ahead"}
                  wind_gain: {type: FLOAT64, expression: 100 / (bearing - direction)}

            services:
              headwind:
                features:
                  - wind: {entities: {airport: origin}, request: {bearing: route_bearing}}
              arrival_delay:
                description: Inputs of the arrival-delay model
                features:
                  - weather: {entities: {airport: origin}}
                  - weather: {entities: {airport: dest}, prefix: dest_, features: [temperature]}
              seat_price:
                features: [seats]
              weather_here:
                features: [weather]
            """;

    /** The same, the weather on a schedule and with an expectation. */
    static final String WATCHED = DEFINITIONS
            .replace("ttl: 3h", "ttl: 3h\n    schedule: \"0 * * * *\"")
            .replace("from: wind_dir}", "from: wind_dir, expect: [{between: [0, 360]}]}");

    /** A request for what {@link #report} says of JFK. */
    static final String READ_JFK = "{\"features\": [\"weather:temperature\"], \"entities\": {\"airport\": [\"JFK\"]}}";

    private Flights() {}

    /** A project with these definitions applied and some weather reported. */
    static TestProject project(String name, Path folder, LocalRedis redis) {
        return project(name, folder, redis, OnlineSettings.DEFAULT);
    }

    /** The same, with a patience of its own for Redis. */
    static TestProject project(String name, Path folder, LocalRedis redis, OnlineSettings settings) {
        TestProject project = TestProject.open(name, folder, redis.uri(), settings);
        project.apply(DEFINITIONS);
        report(project);
        return project;
    }

    /** Reports of JFK at 23:00, EWR at 20:30 (past its ttl), and LGA without a temperature. */
    static void report(TestProject project) {
        project.write("weather", List.of("JFK"), "2013-12-31T23:00:00Z", List.of(33.08, 270));
        project.write("weather", List.of("EWR"), "2013-12-31T20:30:00.000001Z", List.of(35.6, 190));
        project.write("weather", List.of("LGA"), "2013-12-31T22:59:59.999999Z", java.util.Arrays.asList(null, 30));
    }
}
