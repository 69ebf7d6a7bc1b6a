package dev.tandem.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** An expectation in the JSON of definitions, in the words of the definition files. Values are texts there, which their column's type reads. */
final class ExpectationJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String SEVERITY = "severity";

    private ExpectationJson() {}

    static ObjectNode write(Expectation expectation) {
        ObjectNode node = rule(expectation.rule());
        if (expectation.severity() != Severity.USUAL) {
            node.put(SEVERITY, expectation.severity().key());
        }
        return node;
    }

    private static ObjectNode rule(Rule rule) {
        ObjectNode node = NODES.objectNode();
        if (rule instanceof Rule.NotNull notNull) {
            node.put("column", notNull.column()).put("not_null", notNull.share().toPlainString());
        } else if (rule instanceof Rule.Unique unique) {
            node.set("unique", texts(unique.of()));
        } else if (rule instanceof Rule.Between between) {
            node.put("column", between.column());
            node.putArray("between")
                    .add(between.low().orElse(null))
                    .add(between.high().orElse(null));
        } else if (rule instanceof Rule.InSet inSet) {
            node.put("column", inSet.column()).set("in_set", texts(inSet.values()));
        } else if (rule instanceof Rule.Matches matches) {
            node.put("column", matches.column()).put("matches", matches.pattern());
        } else if (rule instanceof Rule.Monotonic monotonic) {
            node.put("monotonic", monotonic.column()).set("per", texts(monotonic.per()));
        } else if (rule instanceof Rule.Sql sql) {
            node.put("sql", sql.condition());
        } else if (rule instanceof Rule.RowCount rowCount) {
            ArrayNode ends = node.putArray("row_count");
            rowCount.least().ifPresentOrElse(ends::add, ends::addNull);
            rowCount.most().ifPresentOrElse(ends::add, ends::addNull);
        } else if (rule instanceof Rule.Freshness freshness) {
            node.put("freshness", Durations.text(freshness.within()));
        }
        return node;
    }

    private static ArrayNode texts(List<String> texts) {
        return DefinitionsJsonWriter.array(texts, NODES::textNode);
    }

    /** What {@link #write} wrote; empty when it is something else. */
    static Optional<Expectation> find(JsonNode node) {
        try {
            Rule rule = ruleOf(node);
            Set<String> fields = new TreeSet<>();
            node.fieldNames().forEachRemaining(fields::add);
            Severity severity =
                    node.has(SEVERITY) ? Severity.parse(node.get(SEVERITY).textValue()) : Severity.USUAL;
            Expectation expectation = new Expectation(rule, severity);
            Set<String> known = new TreeSet<>();
            write(expectation).fieldNames().forEachRemaining(known::add);
            known.add(SEVERITY);
            return known.containsAll(fields) ? Optional.of(expectation) : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Rule ruleOf(JsonNode node) {
        if (node.has("unique")) {
            return new Rule.Unique(texts(node.get("unique")));
        } else if (node.has("monotonic")) {
            return new Rule.Monotonic(node.get("monotonic").asText(), texts(node.required("per")));
        } else if (node.has("sql")) {
            return new Rule.Sql(node.get("sql").asText());
        } else if (node.has("row_count")) {
            JsonNode ends = node.get("row_count");
            return new Rule.RowCount(count(ends.required(0)), count(ends.required(1)));
        } else if (node.has("freshness")) {
            return new Rule.Freshness(Durations.find(node.get("freshness").asText())
                    .orElseThrow(() -> new IllegalArgumentException("no duration")));
        }
        String column = node.required("column").asText();
        if (node.has("not_null")) {
            return new Rule.NotNull(column, new BigDecimal(node.get("not_null").asText()));
        } else if (node.has("between")) {
            JsonNode ends = node.get("between");
            return new Rule.Between(column, end(ends.required(0)), end(ends.required(1)));
        } else if (node.has("in_set")) {
            return new Rule.InSet(column, texts(node.get("in_set")));
        }
        return new Rule.Matches(column, node.required("matches").asText());
    }

    private static Optional<String> end(JsonNode end) {
        return end.isNull() ? Optional.empty() : Optional.of(end.asText());
    }

    private static OptionalLong count(JsonNode end) {
        return end.isNull() ? OptionalLong.empty() : OptionalLong.of(end.longValue());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }
}
