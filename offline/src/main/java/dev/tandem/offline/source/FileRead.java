package dev.tandem.offline.source;

import java.time.Instant;

/**
 * A file as it was when it was read.
 *
 * @param path its full path or URL
 * @param bytes its size
 * @param modifiedAt when it was last changed
 */
public record FileRead(String path, long bytes, Instant modifiedAt) {}
