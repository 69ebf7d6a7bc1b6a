package dev.tandem.offline.engine;

import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lists on their way into and out of Spark's inner classes, which are written in Scala. */
public final class Scala {
    private Scala() {}

    /** An immutable copy of a list. */
    public static <T> Seq<T> seq(List<? extends T> list) {
        return CollectionConverters.<T>asScala(List.<T>copyOf(list)).toSeq();
    }

    /** A view of a sequence. */
    public static <T> List<T> list(Seq<T> seq) {
        return CollectionConverters.asJava(seq);
    }
}
