package dev.tandem.offline.source;

import dev.tandem.TandemException;
import dev.tandem.offline.engine.Plans;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StringType;

/** A text means no value of the type that its column is declared as. */
public final class UnfitTextException extends TandemException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 80;

    private final TextColumn column;
    private final String text;

    UnfitTextException(TextColumn column, String text) {
        this(column, text, "");
    }

    private UnfitTextException(TextColumn column, String text, String count) {
        super(
                ("Column '%s' of %s holds '%s', which is no %s%s. Correct the data, or read it through a source with sql that says what"
                                + " such a value means.")
                        .formatted(column.name(), column.table(), shown(text), column.declared(), count));
        this.column = column;
        this.text = text;
    }

    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    /** Whose column it is, as messages say it. */
    String table() {
        return column.table();
    }

    /** The same error, saying how many values of the column are unfit, which takes a reading of the column. */
    UnfitTextException counted(Dataset<Row> table) {
        if (!(table.schema().apply(column.name()).dataType() instanceof StringType)) {
            return this;
        }
        Column texts = Plans.column(column.name());
        Row counts = table.agg(functions.count_if(column.unfit(texts)), functions.count(texts))
                .first();
        return new UnfitTextException(
                column, text, " (%,d of %,d values are not)".formatted(counts.getLong(0), counts.getLong(1)));
    }
}
