package dev.tandem.offline.source;

import java.util.List;
import java.util.Optional;

/**
 * A source as it was when it was read: enough to tell whether reading it again gives the same rows.
 *
 * @param name the source's name
 * @param format Spark's name of the format; "sql" for one computed from others
 * @param location where its table is, without secrets; empty for one computed from others
 * @param version the version of a Delta table or the snapshot of an Iceberg table
 * @param rows how many rows a table has that is neither files nor versions
 * @param files the files that were read, by path, those of pushed rows included
 */
public record SourceRead(
        String name,
        String format,
        Optional<String> location,
        Optional<String> version,
        Optional<Long> rows,
        List<FileRead> files) {
    /** Copies the list. */
    public SourceRead {
        files = List.copyOf(files);
    }
}
