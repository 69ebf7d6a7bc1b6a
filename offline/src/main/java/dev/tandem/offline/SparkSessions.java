package dev.tandem.offline;

import dev.tandem.EngineSettings;
import dev.tandem.TandemException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;

/**
 * The one place where Spark sessions are made, so that every value is computed under {@link EngineSettings#PINNED}. A session is not
 * thread-safe in its settings; everything else of it may be used by many threads.
 */
public final class SparkSessions {
    private static final int FEWEST_PARTS = 8;

    private SparkSessions() {}

    /**
     * Starts Spark in this JVM.
     *
     * @param master any Spark master, such as {@code local[*]}
     * @param conf Spark's own settings, which win over Tandem's choices but not over the pinned ones
     * @return a session for the caller to close, which stops Spark
     * @throws TandemException when Spark runs in this JVM already, or {@code conf} contradicts a pinned setting
     */
    public static SparkSession start(String master, Map<String, String> conf) {
        EngineSettings.PINNED.forEach((name, pinned) -> {
            String wanted = conf.getOrDefault(name, pinned);
            if (!wanted.equalsIgnoreCase(pinned)) {
                throw new TandemException(
                        ("Spark's setting %s is to be '%s', but Tandem pins it to '%s', since it changes the values of"
                                        + " features. Take it out of the offline settings.")
                                .formatted(name, wanted, pinned));
            }
        });
        if (SparkEnv.get() != null) {
            throw new TandemException("Spark runs in this process already, and a process has room for one."
                    + " Use the session that there is, or close it first.");
        }
        Map<String, String> settings = new TreeMap<>(choices(master));
        settings.putAll(conf);
        settings.putAll(EngineSettings.PINNED);
        SparkSession.Builder builder = SparkSession.builder().appName("tandem").master(master);
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }

    /** What suits a command that comes and goes. */
    private static Map<String, String> choices(String master) {
        Map<String, String> choices = new TreeMap<>(Map.of(
                "spark.ui.enabled", "false",
                "spark.ui.showConsoleProgress", "false",
                "spark.eventLog.enabled", "false",
                "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/tandem-spark-warehouse"));
        if (master.startsWith("local")) {
            choices.put("spark.driver.host", "localhost");
            choices.put("spark.driver.bindAddress", "127.0.0.1");
            choices.put("spark.sql.shuffle.partitions", Integer.toString(localParts()));
            choices.put("spark.sql.files.minPartitionNum", Integer.toString(localParts()));
        }
        return choices;
    }

    /**
     * Into how many parts data is divided at least where it is large enough, and exchanged: Spark's own 200 cost more than they save on one machine, and
     * three pieces of a file, as Spark would cut it, leave one of two cores idle for a third of the time.
     */
    private static int localParts() {
        return Math.max(FEWEST_PARTS, 4 * Runtime.getRuntime().availableProcessors());
    }

    /**
     * A new session beside the given one, with the pinned settings and otherwise the same ones: same Spark, same catalogs, none of its
     * temporary views. The given session stays as it is. The new one needs no closing; it ends with what refers to it.
     *
     * @throws TandemException when a setting cannot be pinned, or the session is not of this process, as those of Spark Connect
     */
    public static SparkSession pinned(SparkSession session) {
        if (!(session instanceof org.apache.spark.sql.classic.SparkSession classic)) {
            throw new TandemException(
                    "The Spark session is a %s. Tandem's join runs inside Spark, so it needs a session of this process:"
                                    .formatted(session.getClass().getName())
                            + " one made by SparkSession.builder() without a remote address.");
        }
        SparkSession own = classic.newSession();
        scala.jdk.javaapi.CollectionConverters.asJava(session.conf().getAll()).forEach((name, value) -> {
            if (own.conf().isModifiable(name)) {
                own.conf().set(name, value);
            }
        });
        EngineSettings.PINNED.forEach((name, value) -> {
            own.conf().set(name, value);
            if (!own.conf().get(name).equals(value)) {
                throw new TandemException(
                        "Spark does not take the setting %s=%s, without which values would differ between training and"
                                        .formatted(name, value)
                                + " serving. Use Spark 4.2.");
            }
        });
        return own;
    }
}
