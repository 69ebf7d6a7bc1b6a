package dev.tandem.offline.window;

import dev.tandem.transform.window.WindowContents;
import dev.tandem.transform.window.WindowContents.Counted;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;

/**
 * The events of which windows of a few entities were made.
 *
 * @param question which of the questions it is about, from 0 on
 * @param feature the position of the feature in {@link WindowPlan#features}
 * @param count how many events the window holds
 * @param late how many of them arrived after the instant of the question
 * @param newest the newest of them, newest first
 */
public record EventsBehind(int question, int feature, long count, long late, List<Counted> newest)
        implements Serializable {

    /**
     * What is asked.
     *
     * @param key of the entity, as {@link dev.tandem.row.EntityKey#pack} makes it; not copied
     * @param instant at which the windows end, in microseconds since 1970
     */
    public record Question(byte[] key, long instant) implements Serializable {}

    /**
     * Reads the events, once, and keeps in each task the newest few of each window that is asked about.
     *
     * @param questions a few
     * @param features the positions of the features
     * @param most how many events of a window to show
     * @return of each question and feature, what is in its window as training sees it; those of entities without any event are left out
     */
    public static List<EventsBehind> of(Events events, List<Question> questions, List<Integer> features, int most) {
        if (questions.isEmpty()) {
            return List.of();
        }
        WindowPlan plan = events.plan();
        List<Question> asked = List.copyOf(questions);
        long earliest = asked.stream().mapToLong(Question::instant).min().orElseThrow() - plan.widest() - 1;
        return KeyedStream.byEvent(KeyedStream.of(
                        (SparkSession) events.rows().rows().sparkSession(),
                        events.later(earliest).stream(0)
                                .filter(row -> asked.stream().anyMatch(each -> Arrays.equals(each.key(), row.key())))
                                .map(StreamRow::toInternalRow)))
                .mapPartitions(new Looking(plan, asked, List.copyOf(features), most))
                .collect();
    }

    /** In one task: looks at the events of all entities of a part. Immutable. */
    private record Looking(WindowPlan plan, List<Question> questions, List<Integer> features, int most)
            implements FlatMapFunction<Iterator<InternalRow>, EventsBehind> {

        @Override
        public Iterator<EventsBehind> call(Iterator<InternalRow> rows) {
            List<List<WindowContents>> contents = new ArrayList<>();
            for (Question question : questions) {
                contents.add(features.stream()
                        .map(feature -> new WindowContents(plan, feature, question.instant(), most))
                        .toList());
            }
            boolean[] met = new boolean[questions.size()];
            while (rows.hasNext()) {
                InternalRow row = rows.next();
                byte[] key = row.getBinary(KeyedStream.KEY);
                for (int i = 0; i < met.length; i++) {
                    if (Arrays.equals(key, questions.get(i).key())) {
                        met[i] = true;
                        see(row, questions.get(i), contents.get(i));
                    }
                }
            }
            List<EventsBehind> found = new ArrayList<>();
            for (int i = 0; i < met.length; i++) {
                for (int j = 0; met[i] && j < features.size(); j++) {
                    WindowContents window = contents.get(i).get(j);
                    found.add(new EventsBehind(i, features.get(j), window.count(), window.late(), window.newest()));
                }
            }
            return found.iterator();
        }

        private void see(InternalRow row, Question question, List<WindowContents> windows) {
            long known = row.getLong(KeyedStream.AT);
            if (known <= question.instant()) {
                WindowEvent event =
                        WindowEvent.of(plan, row.getLong(KeyedStream.EVENT_TIME), row.getBinary(KeyedStream.PAYLOAD));
                long arrival = Math.max(known, row.getLong(KeyedStream.CREATED_TIME));
                windows.forEach(window -> window.see(event, arrival));
            }
        }
    }
}
