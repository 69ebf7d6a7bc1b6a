package dev.tandem.log;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The layout of the feature log: Parquet files in folders by service, day and state of the registry, one row for each entity of a request that
 * was logged.
 *
 * <pre>
 * LOG/service=arrival_delay/date=2026-11-21/state=7/HOST-5f3a01c9-3.parquet
 *   request_id          STRING      returned to the caller as X-Request-Id
 *   request_row         INT         which entity of the request, from 0
 *   request_time        TIMESTAMP   as of when features were read
 *   registry_state      LONG        the number of the state in force
 *   materialized_until  STRUCT      for each view that was looked up: up to when it was materialised; null when never
 *   asked               STRUCT      keys and request inputs, by the names of their columns
 *   answer              STRUCT      for each feature, by its name in the service:
 *     value             its type    null unless the status is PRESENT
 *     status            STRING      PRESENT, NULL_VALUE, NOT_FOUND or OUTSIDE_MAX_AGE
 *     event_time        TIMESTAMP   of what holds it; null when there is none, and for features computed on demand
 *     written_at        TIMESTAMP   when the row that holds it was written online; null where that is not kept
 *     schema_id         INT         of that row; null likewise
 * </pre>
 *
 * The columns of a file are those of its service in its state, so the files of one folder are alike, and those of two states may differ.
 */
public final class FeatureLogLayout {
    public static final String REQUEST_ID = "request_id";
    public static final String REQUEST_ROW = "request_row";
    public static final String REQUEST_TIME = "request_time";
    public static final String REGISTRY_STATE = "registry_state";
    public static final String MATERIALIZED_UNTIL = "materialized_until";
    public static final String ASKED = "asked";
    public static final String ANSWER = "answer";
    public static final String VALUE = "value";
    public static final String STATUS = "status";
    public static final String EVENT_TIME = "event_time";
    public static final String WRITTEN_AT = "written_at";
    public static final String SCHEMA_ID = "schema_id";

    private static final String SERVICE_FOLDER = "service=";
    private static final String DATE_FOLDER = "date=";
    private static final String STATE_FOLDER = "state=";

    private FeatureLogLayout() {}

    /** The folder of a service, below that of the log. */
    public static String folder(String service) {
        return SERVICE_FOLDER + service;
    }

    /** The folder of a service's requests of one day, in UTC, below that of the log. */
    public static String folder(String service, LocalDate day) {
        return folder(service) + "/" + DATE_FOLDER + day;
    }

    /** The folder of a service's requests of one day that were answered in one state of the registry, below that of the log. */
    public static String folder(String service, LocalDate day, long state) {
        return folder(service, day) + "/" + STATE_FOLDER + state;
    }

    /** The service whose folder has a name, if it is the name of such a folder. */
    public static Optional<String> findService(String folderName) {
        return folderName.startsWith(SERVICE_FOLDER)
                ? Optional.of(folderName.substring(SERVICE_FOLDER.length()))
                : Optional.empty();
    }
}
