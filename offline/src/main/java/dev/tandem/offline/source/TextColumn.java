package dev.tandem.offline.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A column of text that is read as values. A text that means no value is an error that names the column, the text and the type; nothing
 * becomes null on the way.
 *
 * @param table whose column it is, as a message says it: "source 'flights'"
 * @param name the column's name
 * @param declared what its values should be, as a message says it: "INT32", "time"
 * @param value how one text is read
 */
record TextColumn(String table, String name, String declared, TextValue value) implements Serializable {

    /** The values of a column of strings. */
    Column values(Column text) {
        UDF1<@Nullable String, @Nullable Object> parse = this::parse;
        return functions.udf(parse, value.type()).apply(text);
    }

    /** The arrays of values of a column of arrays of strings. */
    Column arrays(Column texts) {
        UDF1<@Nullable Seq<@Nullable String>, @Nullable Object> parse = array -> array == null ? null : parseAll(array);
        return functions
                .udf(parse, DataTypes.createArrayType(value.type(), true))
                .apply(texts);
    }

    /** Whether a column of strings holds a text that means no value. */
    Column unfit(Column text) {
        UDF1<@Nullable String, Boolean> isUnfit =
                it -> it != null && value.parse(it).isEmpty();
        return functions.udf(isUnfit, DataTypes.BooleanType).apply(text);
    }

    private @Nullable Object parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Optional<Object> parsed = value.parse(text);
        return parsed.orElseThrow(() -> new UnfitTextException(this, text));
    }

    private List<@Nullable Object> parseAll(Seq<@Nullable String> texts) {
        List<@Nullable Object> values = new ArrayList<>(texts.size());
        CollectionConverters.asJava(texts).forEach(text -> values.add(parse(text)));
        return values;
    }
}
