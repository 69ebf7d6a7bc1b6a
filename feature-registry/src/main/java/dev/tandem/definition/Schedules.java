package dev.tandem.definition;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Schedules as five cron fields. */
final class Schedules {
    private static final ZonedDateTime ANY_TIME = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private Schedules() {}

    /** What is wrong with a schedule, without a full stop; empty when it can be used. */
    static Optional<String> problem(String schedule) {
        try {
            Cron cron =
                    new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(schedule.strip());
            return ExecutionTime.forCron(cron).nextExecution(ANY_TIME).isPresent()
                    ? Optional.empty()
                    : Optional.of("that moment never comes");
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "");
            return Optional.of(message.strip().replaceAll("[.!]+$", ""));
        }
    }
}
