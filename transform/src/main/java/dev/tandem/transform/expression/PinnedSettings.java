package dev.tandem.transform.expression;

import dev.tandem.EngineSettings;
import java.util.Objects;
import org.apache.spark.sql.internal.SQLConf;
import scala.Function0;

/**
 * The session settings under which expressions are compiled and evaluated: Spark's defaults and {@link EngineSettings#PINNED}, whatever
 * the settings of the thread are. Within a Spark task those would be the settings of the job's session. Thread-safe.
 */
final class PinnedSettings {
    /** The zone in which expressions read and write times. */
    static final String TIME_ZONE =
            Objects.requireNonNull(EngineSettings.PINNED.get("spark.sql.session.timeZone"), "the zone is pinned");

    private static final SQLConf SETTINGS = settings();

    private PinnedSettings() {}

    private static SQLConf settings() {
        SQLConf settings = new SQLConf();
        EngineSettings.PINNED.forEach(settings::setConfString);
        return settings;
    }

    /** Does {@code work} under these settings. */
    static <T> T within(Function0<T> work) {
        return SQLConf.withExistingConf(SETTINGS, work);
    }
}
