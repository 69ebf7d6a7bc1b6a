package dev.tandem.transform.expression;

import dev.tandem.EngineSettings;
import java.util.Objects;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.internal.StaticSQLConf;
import scala.Function0;

/**
 * The session settings under which expressions are compiled and evaluated: Spark's defaults and {@link EngineSettings#PINNED}, whatever
 * the settings of the thread are. Within a Spark task those would be the settings of the job's session. Thread-safe.
 */
final class PinnedSettings {
    /** The zone in which expressions read and write times. */
    static final String TIME_ZONE =
            Objects.requireNonNull(EngineSettings.PINNED.get("spark.sql.session.timeZone"), "the zone is pinned");

    /** Of no effect where Spark's engine has been at work before, which keeps 100. */
    private static final String GENERATED_CLASSES_KEPT = "10000";

    private static final SQLConf SETTINGS = settings();

    private PinnedSettings() {}

    private static SQLConf settings() {
        SQLConf settings = new SQLConf();
        EngineSettings.PINNED.forEach(settings::setConfString);
        settings.setConfString(StaticSQLConf.CODEGEN_CACHE_MAX_ENTRIES().key(), GENERATED_CLASSES_KEPT);
        return settings;
    }

    /** Does {@code work} under these settings. */
    static <T> T within(Function0<T> work) {
        return SQLConf.withExistingConf(SETTINGS, work);
    }
}
