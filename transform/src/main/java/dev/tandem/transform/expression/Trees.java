package dev.tandem.transform.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Walks through trees of Catalyst's expressions, and its lists, which are written in Scala. */
final class Trees {
    private Trees() {}

    /** An immutable copy of a list. */
    static <T> Seq<T> seq(List<? extends T> list) {
        return CollectionConverters.<T>asScala(List.<T>copyOf(list)).toSeq();
    }

    /** A view of a sequence. */
    static <T> List<T> list(Seq<T> seq) {
        return CollectionConverters.asJava(seq);
    }

    /** Visits a tree's every node, each before its children. */
    static void walk(Expression tree, Consumer<Expression> visitor) {
        visitor.accept(tree);
        list(tree.children()).forEach(child -> walk(child, visitor));
    }

    /** Replaces nodes, children first. */
    static Expression rewrite(Expression tree, UnaryOperator<Expression> rule) {
        List<Expression> before = list(tree.children());
        List<Expression> after = new ArrayList<>(before.size());
        boolean changed = false;
        for (Expression child : before) {
            Expression rewritten = rewrite(child, rule);
            changed |= rewritten != child;
            after.add(rewritten);
        }
        return rule.apply(changed ? tree.withNewChildren(seq(after)) : tree);
    }
}
