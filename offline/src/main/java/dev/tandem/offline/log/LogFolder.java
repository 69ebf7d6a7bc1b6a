package dev.tandem.offline.log;

import dev.tandem.TandemException;
import dev.tandem.definition.Names;
import dev.tandem.log.FeatureLogLayout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a feature log: which files are in it. Files that begin with a dot are still written, and are passed over.
 *
 * @param folder a path or URL
 * @param hadoop how to reach it
 */
public record LogFolder(String folder, Configuration hadoop) {

    /** Of two names of folders that end in numbers, the one with the smaller number comes first. */
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    /**
     * The services of which there is something, by name.
     *
     * @throws TandemException when the folder cannot be read
     */
    public NavigableSet<String> services() {
        NavigableSet<String> services = new TreeSet<>();
        for (FileStatus status : list(new Path(folder))) {
            FeatureLogLayout.findService(status.getPath().getName()).ifPresent(services::add);
        }
        return services;
    }

    /**
     * The files of a service's requests of some days, inclusive. Files of one group have the same columns; groups are in the order of the registry
     * states that answered.
     *
     * @throws TandemException when there is nothing of the service at all
     */
    public Collection<List<String>> files(String service, LocalDate from, LocalDate to) {
        if (list(new Path(folder, FeatureLogLayout.folder(service))).isEmpty()) {
            NavigableSet<String> services = services();
            throw new TandemException("The feature log %s holds nothing of service '%s'. %s"
                    .formatted(
                            folder,
                            service,
                            services.isEmpty()
                                    ? "It is empty: answers are kept once a server runs with server.log_rate above 0, and can be read after a minute. Name another folder with --log."
                                    : Names.suggestion(service, services)));
        }
        SortedMap<String, List<String>> byState = new TreeMap<>(BY_NUMBER);
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            collect(new Path(folder, FeatureLogLayout.folder(service, day)), "", byState);
        }
        return byState.values();
    }

    private void collect(Path at, String state, SortedMap<String, List<String>> byState) {
        for (FileStatus status : list(at)) {
            String name = status.getPath().getName();
            if (status.isDirectory()) {
                collect(status.getPath(), name, byState);
            } else if (name.endsWith(".parquet")) {
                byState.computeIfAbsent(state, unseen -> new ArrayList<>())
                        .add(status.getPath().toString());
            }
        }
    }

    private List<FileStatus> list(Path path) {
        try {
            FileSystem files = path.getFileSystem(hadoop);
            return Arrays.stream(files.listStatus(
                            path,
                            found -> !found.getName().startsWith(".")
                                    && !found.getName().startsWith("_")))
                    .sorted()
                    .toList();
        } catch (FileNotFoundException nothingYet) {
            return List.of();
        } catch (IOException e) {
            throw new TandemException(
                    "The feature log %s cannot be read: %s. See that it may be read.".formatted(folder, e.getMessage()),
                    e);
        }
    }
}
