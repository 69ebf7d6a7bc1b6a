package dev.tandem.registry;

import java.time.Instant;

/**
 * A training set that was written, as the registry remembers it; what it holds is told by the manifest in its folder.
 *
 * @param location its folder, an absolute path or a URL
 * @param service the service whose features it holds
 * @param state the number of the registry state that it was made with
 * @param createdAt when
 * @param rows how many rows it has
 * @param digest of its rows, as its manifest gives it
 */
public record WrittenTrainingSet(
        String location, String service, long state, Instant createdAt, long rows, String digest) {}
