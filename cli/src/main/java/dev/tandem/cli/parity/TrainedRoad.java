package dev.tandem.cli.parity;

import dev.tandem.TandemException;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.offline.History;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.transform.expression.SparkTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The road of training: the rows of a question are labels, and its instant is the time of each. */
public final class TrainedRoad implements Road {
    // No feature, key or request input can have a name with a space.
    private static final String TIME = "asked at";
    private static final String NUMBER = "asked as";

    private final History history;
    private final FeatureService service;

    private TrainedRoad(History history, FeatureService service) {
        this.history = history;
        this.service = service;
    }

    /** The training sets of a service. */
    public static TrainedRoad of(History history, FeatureService service) {
        return new TrainedRoad(history, service);
    }

    @Override
    public List<Answer> ask(Question question) {
        return askAll(List.of(question)).get(0);
    }

    /** Asks several questions, of the same columns each, in one training set; gives the answers to each. */
    public List<List<Answer>> askAll(List<Question> questions) {
        List<Row> labels = new ArrayList<>();
        for (Question question : questions) {
            for (List<@Nullable Object> row : question.rows()) {
                List<@Nullable Object> label = new ArrayList<>(row);
                label.add(question.at());
                label.add(labels.size());
                labels.add(RowFactory.create(label.toArray()));
            }
        }
        List<Answer> answers = train(questions.get(0).columns(), labels);
        List<List<Answer>> byQuestion = new ArrayList<>();
        int from = 0;
        for (Question question : questions) {
            int to = from + question.rows().size();
            byQuestion.add(List.copyOf(answers.subList(from, to)));
            from = to;
        }
        return byQuestion;
    }

    private List<Answer> train(List<CallerColumn> columns, List<Row> labels) {
        Dataset<Row> asked = history.spark().createDataFrame(labels, schema(columns));
        // Spark would sort by a sample of the rows, and compute them twice for that.
        List<Row> trained = new ArrayList<>(
                TrainingSet.plan(history, service, Labels.of(asked).withTimeColumn(TIME))
                        .rows()
                        .collectAsList());
        trained.sort(Comparator.comparingInt(row -> row.<Integer>getAs(NUMBER)));
        for (int i = 0; i < trained.size(); i++) {
            if (trained.get(i).<Integer>getAs(NUMBER) != i) {
                throw unequalNumbers(labels.size(), trained.size());
            }
        }
        if (trained.size() != labels.size()) {
            throw unequalNumbers(labels.size(), trained.size());
        }
        List<String> features = service.selections().stream()
                .flatMap(selection -> selection.fields().stream())
                .map(Field::name)
                .toList();
        return trained.stream().map(row -> answer(row, features)).toList();
    }

    private static TandemException unequalNumbers(int asked, int answered) {
        return new TandemException(
                "The training set of %d labels has %d rows, or not each of them once. That is a defect of tandem."
                        .formatted(asked, answered));
    }

    private static StructType schema(List<CallerColumn> columns) {
        List<StructField> fields = new ArrayList<>();
        for (CallerColumn column : columns) {
            fields.add(DataTypes.createStructField(column.name(), SparkTypes.of(column.type()), true));
        }
        fields.add(DataTypes.createStructField(TIME, DataTypes.TimestampType, false));
        fields.add(DataTypes.createStructField(NUMBER, DataTypes.IntegerType, false));
        return DataTypes.createStructType(fields);
    }

    private static Answer answer(Row row, List<String> features) {
        List<@Nullable Object> values = new ArrayList<>(features.size());
        for (String feature : features) {
            values.add(SparkRows.value(row, row.fieldIndex(feature)));
        }
        return new Answer(values, List.of());
    }
}
