package dev.tandem.cli;

import dev.tandem.definition.Names;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads instants and zones on a command line, and says how to write them. */
final class TimeOptions {
    private TimeOptions() {}

    static void register(CommandLine commandLine) {
        commandLine.registerConverter(Instant.class, TimeOptions::instant);
        commandLine.registerConverter(ZoneId.class, TimeOptions::zone);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'%s' is no instant. Write one in UTC, such as 2013-12-31T23:00:00Z.".formatted(text));
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new TypeConversionException("There is no time zone '%s'. %s"
                    .formatted(
                            text,
                            Names.nearest(text, ZoneId.getAvailableZoneIds())
                                    .map("Did you mean '%s'?"::formatted)
                                    .orElse("Write UTC or a region, such as Europe/Berlin.")));
        }
    }
}
