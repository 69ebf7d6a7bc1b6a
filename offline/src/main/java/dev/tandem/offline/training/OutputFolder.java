package dev.tandem.offline.training;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder that appears whole or not at all. What is written goes to a hidden folder beside it, {@code .NAME.tandem-new-OWNER}, which takes
 * the folder's name in one rename at the end. A folder that it replaces is renamed to {@code .NAME.tandem-old-OWNER} just before, and
 * removed after.
 *
 * <p>A run that is killed leaves its hidden folders behind. The next run with the same output knows by OWNER that nobody is at work on them
 * any more: it removes them, and if the run was killed between the two renames it first puts the old folder back. Not thread-safe.
 */
final class OutputFolder implements AutoCloseable {
    private static final String NEW = ".tandem-new-";
    private static final String OLD = ".tandem-old-";

    private final FileSystem files;
    private final Path target;
    private final WhenPresent whenPresent;
    private final Path staging;
    private final Path replaced;

    private OutputFolder(FileSystem files, Path target, WhenPresent whenPresent) {
        this.files = files;
        this.target = target;
        this.whenPresent = whenPresent;
        String owner = Owner.current() + "-" + UUID.randomUUID();
        this.staging = new Path(target.getParent(), "." + target.getName() + NEW + owner);
        this.replaced = new Path(target.getParent(), "." + target.getName() + OLD + owner);
    }

    /**
     * Prepares to write a folder, and removes what killed runs have left of it.
     *
     * @throws TrainingSetException when the folder is there and must not be replaced, or the place cannot be written to
     */
    static OutputFolder open(String folder, WhenPresent whenPresent, Configuration configuration) {
        try {
            Path given = new Path(folder);
            FileSystem files = given.getFileSystem(configuration);
            Path target = files.makeQualified(given);
            if (target.isRoot()) {
                throw new TrainingSetException(
                        "A training set cannot be written to %s itself. Name a folder in it.".formatted(target));
            }
            OutputFolder output = new OutputFolder(files, target, whenPresent);
            output.begin();
            return output;
        } catch (IOException | IllegalArgumentException e) {
            throw unwritable(folder, e);
        }
    }

    private void begin() throws IOException {
        if (!files.mkdirs(staging)) {
            throw new IOException("the folder cannot be made");
        }
        try {
            sweep();
            checkTarget();
        } catch (IOException | TrainingSetException e) {
            files.delete(staging, true);
            throw e;
        }
    }

    private static TrainingSetException unwritable(String folder, Exception e) {
        return new TrainingSetException(
                "The training set cannot be written to %s: %s. See that the place exists and may be written to, or name another."
                        .formatted(folder, e.getMessage()),
                e);
    }

    FileSystem files() {
        return files;
    }

    /** Where to write. */
    Path staging() {
        return staging;
    }

    /** Gives the folder its name. */
    void commit() {
        try {
            checkTarget();
            boolean replaces = files.exists(target);
            if (replaces) {
                rename(target, replaced);
            }
            try {
                rename(staging, target);
            } catch (IOException e) {
                if (replaces) {
                    rename(replaced, target);
                }
                throw e;
            }
            if (replaces) {
                files.delete(replaced, true);
            }
        } catch (IOException e) {
            throw unwritable(target.toString(), e);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        if (!files.rename(from, to)) {
            throw new IOException("%s cannot be renamed to %s".formatted(from, to));
        }
    }

    private void checkTarget() throws IOException {
        if (!files.exists(target)) {
            return;
        }
        if (whenPresent == WhenPresent.REFUSE) {
            throw new TrainingSetException(
                    "%s exists already, and nothing was changed there. Name another folder, or ask to overwrite it (--overwrite)."
                            .formatted(target));
        }
        boolean ours = files.exists(new Path(target, Manifest.FILE));
        boolean empty = files.getFileStatus(target).isDirectory() && files.listStatus(target).length == 0;
        if (!ours && !empty) {
            throw new TrainingSetException(
                    "%s is no training set (it has no %s), so it is not overwritten. Name another folder, or remove it yourself."
                            .formatted(target, Manifest.FILE));
        }
    }

    /** The file system's own clock tells how old a leftover is: that of the folder that was just made. */
    private void sweep() throws IOException {
        long now = files.getFileStatus(staging).getModificationTime();
        for (FileStatus sibling : files.listStatus(target.getParent())) {
            String name = sibling.getPath().getName();
            Duration quiet = Duration.ofMillis(now - sibling.getModificationTime());
            boolean old = isLeftover(name, OLD, quiet);
            if (old && !files.exists(target)) {
                rename(sibling.getPath(), target);
            } else if (old || isLeftover(name, NEW, quiet)) {
                files.delete(sibling.getPath(), true);
            }
        }
    }

    private boolean isLeftover(String name, String mark, Duration quiet) {
        String prefix = "." + target.getName() + mark;
        return name.startsWith(prefix) && !Owner.mayBeAtWork(name.substring(prefix.length()), quiet);
    }

    /** Removes what was written, unless it was committed. */
    @Override
    public void close() {
        try {
            files.delete(staging, true);
        } catch (IOException e) {
            throw new TrainingSetException(
                    "%s, which holds part of a training set, cannot be removed: %s. Remove it, if the next run does not."
                            .formatted(staging, e.getMessage()),
                    e);
        }
    }
}
