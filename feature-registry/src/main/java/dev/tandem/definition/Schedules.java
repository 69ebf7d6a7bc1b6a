package dev.tandem.definition;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Schedules as five cron fields, in UTC. */
public final class Schedules {
    private static final ZonedDateTime ANY_TIME = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private Schedules() {}

    /** What is wrong with a schedule, without a full stop; empty when it can be used. */
    static Optional<String> problem(String schedule) {
        if (schedule.contains(
                "|")) { // with which the parser would join several schedules, and which it trips over when alone
            return Optional.of("it holds a '|'");
        }
        try {
            return executions(schedule).nextExecution(ANY_TIME).isPresent()
                    ? Optional.empty()
                    : Optional.of("that moment never comes");
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "");
            return Optional.of(message.strip().replaceAll("[.!]+$", ""));
        }
    }

    /**
     * When a schedule is due next.
     *
     * @param schedule five cron fields, as a valid view declares them
     * @param after the instant after which to look, itself not counted
     * @return empty when it is never due again
     */
    public static Optional<Instant> next(String schedule, Instant after) {
        return executions(schedule).nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
    }

    private static ExecutionTime executions(String schedule) {
        return ExecutionTime.forCron(
                new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(schedule.strip()));
    }
}
