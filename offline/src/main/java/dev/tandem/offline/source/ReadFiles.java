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
import org.apache.spark.sql.execution.datasources.CatalogFileIndex;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/** The files behind a dataset. */
public final class ReadFiles {
    private ReadFiles() {}

    /** The files that a dataset reads, by path, as they were when it was opened; it reads no others, whatever comes later. Tables that
     * have versions are left out. */
    public static List<FileRead> of(Dataset<Row> rows) {
        List<FileRead> files = new ArrayList<>();
        for (LogicalPlan leaf : Scala.list(Plans.plan(rows).collectLeaves())) {
            if (leaf instanceof LogicalRelation table
                    && table.relation() instanceof HadoopFsRelation relation
                    && isPlain(relation.location())) {
                for (PartitionDirectory folder : Scala.list(relation.location().listFiles(nothing(), nothing()))) {
                    Scala.list(folder.files()).forEach(file -> files.add(read(file.fileStatus())));
                }
            }
        }
        files.sort(Comparator.comparing(FileRead::path));
        return files;
    }

    /** Whether files are all that a table is: the files of Delta and its like are known by the table's version. */
    private static boolean isPlain(FileIndex files) {
        return files instanceof PartitioningAwareFileIndex || files instanceof CatalogFileIndex;
    }

    private static FileRead read(FileStatus file) {
        return new FileRead(file.getPath().toString(), file.getLen(), Instant.ofEpochMilli(file.getModificationTime()));
    }

    @SuppressWarnings("unchecked") // the empty sequence is one of anything
    private static <T> Seq<T> nothing() {
        return (Seq<T>) (Seq<?>) Nil$.MODULE$;
    }
}
