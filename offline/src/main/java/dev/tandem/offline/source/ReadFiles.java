package dev.tandem.offline.source;

import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.Scala;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/** The files behind a dataset. */
public final class ReadFiles {
    private ReadFiles() {}

    /** The files that a dataset reads, by path, as they were when it was opened; a dataset reads no others, whatever comes later. */
    public static List<FileRead> of(Dataset<Row> rows) {
        List<FileRead> files = new ArrayList<>();
        for (LogicalPlan leaf : Scala.list(Plans.plan(rows).collectLeaves())) {
            if (leaf instanceof LogicalRelation table && table.relation() instanceof HadoopFsRelation relation) {
                for (PartitionDirectory folder : Scala.list(relation.location().listFiles(nothing(), nothing()))) {
                    Scala.list(folder.files()).forEach(file -> files.add(read(file.fileStatus())));
                }
            }
        }
        files.sort(Comparator.comparing(FileRead::path));
        return files;
    }

    private static FileRead read(FileStatus file) {
        return new FileRead(file.getPath().toString(), file.getLen(), Instant.ofEpochMilli(file.getModificationTime()));
    }

    @SuppressWarnings("unchecked") // the empty sequence is one of anything
    private static <T> Seq<T> nothing() {
        return (Seq<T>) (Seq<?>) Nil$.MODULE$;
    }
}
