package dev.tandem.offline.training;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process that a file belongs to, as a part of the file's name, so that another process can tell whether the owner may still be at
 * work. On the same machine that is known; of other machines it is believed for a week.
 */
final class Owner {
    private static final Pattern NAME = Pattern.compile("(?<host>.+)~(?<pid>\\d+)~(?<start>\\d+)-.*");
    private static final Duration PATIENCE = Duration.ofDays(7);
    /** The start of a process is told by a clock that may be set right in the meantime. */
    private static final long CLOCK_SHIFT_MILLIS = 60_000;

    private Owner() {}

    /** This process. */
    static String current() {
        ProcessHandle process = ProcessHandle.current();
        return host() + "~" + process.pid() + "~" + start(process);
    }

    /**
     * Whether an owner may still be at work.
     *
     * @param name what {@link #current} was in the owner, and a hyphen and anything behind it
     * @param quiet how long ago it last did something
     */
    static boolean mayBeAtWork(String name, Duration quiet) {
        Matcher owner = NAME.matcher(name);
        if (!owner.matches() || !owner.group("host").equals(host())) {
            return quiet.compareTo(PATIENCE) < 0;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner.group("pid")));
        return process.filter(ProcessHandle::isAlive)
                .filter(alive -> Math.abs(start(alive) - Long.parseLong(owner.group("start"))) < CLOCK_SHIFT_MILLIS)
                .isPresent();
    }

    /** When a process began, which tells it from another that was given its number later. */
    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
