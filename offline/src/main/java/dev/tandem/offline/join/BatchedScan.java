package dev.tandem.offline.join;

import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.Scala;
import dev.tandem.offline.source.FeatureLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.FileSourceOptions;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.FileScanRDD;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * A view whose rows are columns of files just as they are, which Spark reads in batches. It can be read twice: first its keys and times
 * alone, which say what rows may win, then all columns, of which only these become rows.
 *
 * @param narrow reads keys and times
 * @param narrowColumns the columns of its batches
 * @param wide reads the same rows of the same files, all columns
 * @param wideColumns the columns of its batches
 * @param rowColumns the columns of a row of the view, all among the wide ones
 */
record BatchedScan(
        RDD<ColumnarBatch> narrow,
        List<Attribute> narrowColumns,
        RDD<ColumnarBatch> wide,
        List<Attribute> wideColumns,
        List<Attribute> rowColumns) {

    /** The scan behind a plan for a view's rows, if that does nothing else but leave out rows without a key. */
    static Optional<BatchedScan> of(SparkPlan plan, FeatureLayout layout) {
        SparkPlan below = bare(plan);
        List<? extends NamedExpression> selected = Scala.list(plan.output());
        if (below instanceof ProjectExec project) {
            selected = Scala.list(project.projectList());
            below = bare(project.child());
        }
        @Nullable Expression condition = null;
        if (below instanceof FilterExec filter) {
            condition = filter.condition();
            below = bare(filter.child());
        }
        if (!(below instanceof ColumnarToRowExec rows)
                || !(bare(rows.child()) instanceof FileSourceScanExec scan)
                || !canBeReadTwice(scan)) {
            return Optional.empty();
        }
        List<Attribute> columns = selected.stream()
                .filter(Plans::isPlainColumn)
                .map(Plans::plainColumn)
                .toList();
        Set<ExprId> keys = ids(columns.subList(0, Math.min(layout.eventTime(), columns.size())));
        if (columns.size() != layout.size() || !(condition == null || asksForNothingBut(keys, condition))) {
            return Optional.empty();
        }
        Set<ExprId> times = ids(layout.timeOrdinals().stream().map(columns::get).toList());
        FileSourceScanExec narrow =
                narrowed(scan, column -> keys.contains(column.exprId()) || times.contains(column.exprId()));
        return readsTheSame(narrow, scan)
                ? Optional.of(new BatchedScan(
                        narrow.executeColumnar(),
                        Scala.list(narrow.output()),
                        scan.executeColumnar(),
                        Scala.list(scan.output()),
                        columns))
                : Optional.empty();
    }

    private static SparkPlan bare(SparkPlan plan) {
        if (plan instanceof WholeStageCodegenExec compiled) {
            return bare(compiled.child());
        }
        return plan instanceof InputAdapter input ? bare(input.child()) : plan;
    }

    /** Not where files may fall out half-way, nor where something else than the files' own columns is read. */
    private static boolean canBeReadTwice(FileSourceScanExec scan) {
        FileSourceOptions options = new FileSourceOptions(scan.relation().options());
        return scan.supportsColumnar()
                && !scan.bucketedScan()
                && scan.subqueries().isEmpty()
                && !options.ignoreCorruptFiles()
                && !options.ignoreMissingFiles()
                && scan.output().size()
                        == scan.requiredSchema().size()
                                + scan.relation().partitionSchema().size();
    }

    private static Set<ExprId> ids(List<Attribute> columns) {
        Set<ExprId> ids = new HashSet<>();
        columns.forEach(column -> ids.add(column.exprId()));
        return ids;
    }

    private static boolean asksForNothingBut(Set<ExprId> keys, Expression condition) {
        if (condition instanceof And and) {
            return asksForNothingBut(keys, and.left()) && asksForNothingBut(keys, and.right());
        }
        return condition instanceof IsNotNull present
                && present.child() instanceof Attribute column
                && keys.contains(column.exprId());
    }

    /** The same scan of fewer columns. Those that folders give follow those in the files, and stay. */
    private static FileSourceScanExec narrowed(FileSourceScanExec scan, Predicate<Attribute> wanted) {
        StructType inFiles = scan.requiredSchema();
        List<Attribute> output = new ArrayList<>();
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < scan.output().size(); i++) {
            Attribute column = scan.output().apply(i);
            if (i >= inFiles.size()) {
                output.add(column);
            } else if (wanted.test(column)) {
                output.add(column);
                fields.add(inFiles.apply(i));
            }
        }
        return scan.copy(
                scan.relation(),
                scan.stream(),
                Scala.seq(output),
                new StructType(fields.toArray(StructField[]::new)),
                scan.partitionFilters(),
                scan.optionalBucketSet(),
                scan.optionalNumCoalescedBuckets(),
                scan.dataFilters(),
                scan.tableIdentifier(),
                scan.disableBucketedScan());
    }

    /** Whether both read the same pieces of the same files, partition by partition. */
    private static boolean readsTheSame(FileSourceScanExec narrow, FileSourceScanExec wide) {
        return narrow.supportsColumnar()
                && narrow.inputRDD() instanceof FileScanRDD some
                && wide.inputRDD() instanceof FileScanRDD all
                && pieces(some).equals(pieces(all));
    }

    private static List<List<String>> pieces(FileScanRDD scan) {
        List<List<String>> pieces = new ArrayList<>();
        for (FilePartition partition : Scala.list(scan.filePartitions())) {
            pieces.add(IntStream.range(0, partition.files().length)
                    .mapToObj(file -> partition.files()[file].toString())
                    .toList());
        }
        return pieces;
    }

    /** The rows that may win, of all that are read. */
    RDD<InternalRow> sifted(Broadcast<LabelSlots> slots, JoinedView view) {
        BatchColumns columns = BatchColumns.of(narrowColumns, rowColumns, view.layout());
        List<Attribute> read = List.copyOf(wideColumns);
        List<Attribute> wanted = List.copyOf(rowColumns);
        return narrow.toJavaRDD()
                .<ColumnarBatch, InternalRow>zipPartitions(
                        wide.toJavaRDD(),
                        (some, all) -> new SiftedBatches(
                                some,
                                new BatchSieve(slots.value(), view.visibility(), columns),
                                view,
                                all,
                                SlotJoin.projection(wanted, Scala.seq(read))))
                .rdd();
    }
}
