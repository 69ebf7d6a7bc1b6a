package dev.tandem.benchmarks;

import dev.tandem.TandemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, as Linux counts it (proc(5)).
 *
 * @param cpuSeconds how long processors were busy with it, since it began, in and out of the kernel
 * @param residentBytes how much memory it holds now
 */
public record ProcessCost(double cpuSeconds, long residentBytes) {
    /** The unit of times in /proc: USER_HZ, which is 100 on every platform that Java 17 runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int CHILDREN_USER_TIME = 13;
    private static final int CHILDREN_SYSTEM_TIME = 14;

    /** Of a process that runs. */
    public static ProcessCost of(long pid) {
        String[] fields = fields(pid);
        return new ProcessCost(seconds(fields[USER_TIME], fields[SYSTEM_TIME]), residentBytes(pid));
    }

    /** Of the process that asks. */
    public static ProcessCost ofThisProcess() {
        return of(ProcessHandle.current().pid());
    }

    /** How long processors were busy with children of this process that have ended and were waited for. */
    public static double ofEndedChildren() {
        String[] fields = fields(ProcessHandle.current().pid());
        return seconds(fields[CHILDREN_USER_TIME], fields[CHILDREN_SYSTEM_TIME]);
    }

    /** What was used since an earlier look; the memory is that of now. */
    public ProcessCost since(ProcessCost earlier) {
        return new ProcessCost(cpuSeconds - earlier.cpuSeconds, residentBytes);
    }

    private static double seconds(String userTicks, String systemTicks) {
        return (Double.parseDouble(userTicks) + Double.parseDouble(systemTicks)) / TICKS_PER_SECOND;
    }

    /** The fields behind the program's name, which may hold anything. */
    private static String[] fields(long pid) {
        String stat = read(pid, "stat");
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** The most memory that the process that asks ever held at a time. */
    public static long peakResidentBytesOfThisProcess() {
        return bytes(ProcessHandle.current().pid(), "VmHWM:");
    }

    private static long residentBytes(long pid) {
        return bytes(pid, "VmRSS:");
    }

    private static long bytes(long pid, String name) {
        String size = read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow(() -> new TandemException("Process " + pid + " has ended"));
        return Long.parseLong(size.replaceAll("[^0-9]", "")) * 1024;
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file));
        } catch (IOException e) {
            throw new TandemException(
                    "Process %d cannot be looked at (%s). Benchmarks need Linux's /proc and processes that live."
                            .formatted(pid, e.getMessage()));
        }
    }
}
