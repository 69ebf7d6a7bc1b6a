package dev.tandem.server.log;

import dev.tandem.TandemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is logged, and where. Immutable.
 *
 * @param folder the folder of the log
 * @param rate the share of entities whose answers are logged, from 0 (none) to 1 (all)
 * @param rates for services of their own rate, by name
 * @param fileAge after how long a file is ended, so that it can be read
 * @param queue how many answers may wait to be written; beyond, they are dropped
 */
public record LogSettings(Path folder, double rate, Map<String, Double> rates, Duration fileAge, int queue) {
    /** The rate unless said otherwise: one entity of a hundred. */
    public static final double DEFAULT_RATE = 0.01;

    private static final Duration DEFAULT_AGE = Duration.ofMinutes(1);
    private static final int DEFAULT_QUEUE = 4_096;

    /** @throws TandemException when a rate is none, or nothing could be written */
    public LogSettings {
        rates = Map.copyOf(rates);
        check(rate);
        rates.values().forEach(LogSettings::check);
        if (queue < 1 || fileAge.isNegative() || fileAge.isZero()) {
            throw new TandemException(
                    "The feature log would keep %d answers in its queue and end a file after %s. Give it room for one, and some time."
                            .formatted(queue, fileAge));
        }
    }

    private static void check(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new TandemException(
                    "%s is no share of entities to log. Give a number from 0 (none) to 1 (all).".formatted(rate));
        }
    }

    /**
     * Reads rates as they stand in the configuration: a number for all services, and after it services with rates of their own, such as
     * {@code 0.01, arrival_delay=1}.
     *
     * @throws TandemException when the text says something else
     */
    public static LogSettings of(Path folder, String rates) {
        double rate = DEFAULT_RATE;
        Map<String, Double> ofServices = new TreeMap<>();
        for (String part : rates.split(",", -1)) {
            String[] sides = part.strip().split("=", 2);
            try {
                if (sides.length == 2) {
                    ofServices.put(sides[0].strip(), Double.valueOf(sides[1].strip()));
                } else {
                    rate = Double.parseDouble(sides[0]);
                }
            } catch (NumberFormatException e) {
                throw new TandemException(
                        "'%s' says no share of entities to log. Write a number from 0 to 1, and after it services with their own: 0.01, arrival_delay=1."
                                .formatted(rates),
                        e);
            }
        }
        return new LogSettings(folder, rate, ofServices, DEFAULT_AGE, DEFAULT_QUEUE);
    }

    /** The same, ending files sooner or later. */
    public LogSettings withFileAge(Duration age) {
        return new LogSettings(folder, rate, rates, age, queue);
    }

    /** The same with another queue. */
    public LogSettings withQueue(int size) {
        return new LogSettings(folder, rate, rates, fileAge, size);
    }

    /** The rate of a service. */
    double rateOf(String service) {
        return rates.getOrDefault(service, rate);
    }
}
