package dev.tandem.offline.join;

import dev.tandem.offline.engine.Scala;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import scala.collection.immutable.Seq;

/**
 * What is joined with what. Columns are named by their attributes, never by position, so that Spark's optimizer may leave out what nobody
 * needs and rename what it must.
 *
 * @param labelTime the labels' column that holds the instant to ask about, a TIMESTAMP
 * @param labelKeys the labels' columns that name the entity
 * @param viewColumns the columns of each view, in the order of its layout
 * @param views what is taken from each view
 * @param division how the work is divided
 * @param index the slots of all labels, by which views are sifted before they are divided
 */
record JoinSpec(
        Attribute labelTime,
        Seq<Attribute> labelKeys,
        Seq<Seq<Attribute>> viewColumns,
        Seq<JoinedView> views,
        Division division,
        LabelIndex index)
        implements Serializable {

    /** How many parts {@link #part} knows. */
    static final int PARTS = 6;

    /** The parts by number: Spark finds and replaces attributes in them. */
    Object part(int number) {
        return switch (number) {
            case 0 -> labelTime;
            case 1 -> labelKeys;
            case 2 -> viewColumns;
            case 3 -> views;
            case 4 -> division;
            case 5 -> index;
            default -> throw new IndexOutOfBoundsException(number);
        };
    }

    /** Whether rows that cannot win are let go of before they are exchanged. */
    boolean isSifted() {
        return division.siftedBytes() > 0;
    }

    /** The columns of a view that hold its key. */
    List<Attribute> viewKeys(int view) {
        int keys = views.apply(view).layout().keyTypes().size();
        return Scala.list(viewColumns.apply(view)).subList(0, keys);
    }

    /** The columns of the labels and behind them those taken from the views, which may be null as those of an outer join. */
    Seq<Attribute> output(Seq<Attribute> labelColumns) {
        List<Attribute> output = new ArrayList<>(Scala.list(labelColumns));
        for (int view = 0; view < views.size(); view++) {
            Seq<Attribute> columns = viewColumns.apply(view);
            views.apply(view)
                    .taken()
                    .forEach(ordinal -> output.add(columns.apply(ordinal).withNullability(true)));
        }
        return Scala.seq(output);
    }
}
