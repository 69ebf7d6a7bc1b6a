package dev.tandem.server.log;

import dev.tandem.log.FeatureLogLayout;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the unfinished files that killed servers left in a log: nobody reads them, and nobody else would remove them. Several servers may write
 * into the folder, on other machines too, so no process can be asked; the age of a file tells. Its writer ends it a minute after it began, so one that nothing was
 * written to for a day has none any more.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration SHORTEST_PATIENCE = Duration.ofDays(1);
    /** A writer may be late, when its machine is busy or its disk hangs, but not by so many times the age of a file. */
    private static final int AGES = 1_000;

    private final Path folder;
    private final Duration patience;

    /** @param fileAge after how long a server ends its files */
    Leftovers(Path folder, Duration fileAge) {
        this.folder = folder;
        Duration ages = fileAge.multipliedBy(AGES);
        this.patience = ages.compareTo(SHORTEST_PATIENCE) > 0 ? ages : SHORTEST_PATIENCE;
    }

    /** Removes them, and tells how many in the program's own log. What cannot be removed, or looked at, is told and left. */
    void remove(Instant now) {
        Removing removing = new Removing(now.minus(patience));
        try {
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, removing);
            }
        } catch (IOException e) {
            LOG.warn("Unfinished files in the feature log {} cannot be looked for: {}", folder, e.toString());
        }
        if (removing.files > 0) {
            LOG.info(
                    "Removed {} unfinished files of {} bytes that killed servers had left in the feature log {}",
                    removing.files,
                    removing.bytes,
                    folder);
        }
    }

    private final class Removing extends SimpleFileVisitor<Path> {
        private static final Pattern HIDDEN = Pattern.compile("\\..+-[0-9a-f]{8}-\\d+\\.parquet");

        private final Instant before;
        private int files;
        private long bytes;

        Removing(Instant before) {
            this.before = before;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean isOther = folder.equals(directory.getParent())
                    && FeatureLogLayout.findService(directory.getFileName().toString())
                            .isEmpty();
            return isOther ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (HIDDEN.matcher(file.getFileName().toString()).matches()
                    && attributes.lastModifiedTime().toInstant().isBefore(before)) {
                remove(file, attributes.size());
            }
            return FileVisitResult.CONTINUE;
        }

        private void remove(Path file, long size) {
            try {
                if (Files.deleteIfExists(file)) {
                    files++;
                    bytes += size;
                }
            } catch (IOException e) {
                LOG.warn("{}, which a killed server left, cannot be removed: {}", file, e.toString());
            }
        }

        /** Somebody may be deleting old days. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            LOG.debug("{} cannot be looked at", file, failure);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            if (failure != null) {
                LOG.debug("{} cannot be looked through", directory, failure);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
