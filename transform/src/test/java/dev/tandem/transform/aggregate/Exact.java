package dev.tandem.transform.aggregate;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.UnaryOperator;

/** Exact sums by {@link BigDecimal}, for tests. */
final class Exact {
    private Exact() {}

    static BigDecimal of(Object number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof Double || number instanceof Float
                ? new BigDecimal(((Number) number).doubleValue())
                : BigDecimal.valueOf(((Number) number).longValue());
    }

    static BigDecimal sum(List<Event> events) {
        return sum(events, number -> number);
    }

    static BigDecimal sum(List<Event> events, UnaryOperator<BigDecimal> term) {
        return events.stream().map(event -> term.apply(of(event.value()))).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static double doubleOf(Event event) {
        return ((Number) event.value()).doubleValue();
    }

    static boolean allFinite(List<Event> events) {
        return events.stream().allMatch(event -> Double.isFinite(doubleOf(event)));
    }

    /** The infinity or NaN that they add up to: finite numbers do not matter then. */
    static double sumOfNotFinite(List<Event> events) {
        return events.stream()
                .mapToDouble(Exact::doubleOf)
                .filter(number -> !Double.isFinite(number))
                .reduce((a, b) -> a + b)
                .orElseThrow();
    }
}
