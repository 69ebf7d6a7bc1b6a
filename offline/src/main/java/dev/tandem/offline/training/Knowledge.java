package dev.tandem.offline.training;

import java.util.Map;

/**
 * What the views of a service know when a label asks. A training set knows what was known at the label's time; to find out why something else
 * was served, it is asked again with less. Lookups are counted as in {@link dev.tandem.definition.ServiceParts#lookups()}.
 */
public sealed interface Knowledge {

    /** What was known at the label's time: that of every training set. */
    record AtLabelTime() implements Knowledge {}

    /**
     * What was known, of each lookup, at an earlier instant: that of an online store that has been materialised up to then. Windows end and rows
     * grow old at the label's time all the same.
     *
     * @param columns for each lookup, the column of the labels that holds the instant; nothing was known where it is null
     */
    record Until(Map<Integer, String> columns) implements Knowledge {
        /** Copies the map. */
        public Until {
            columns = Map.copyOf(columns);
        }
    }

    /**
     * Of each looked-up row, the newest that is dated at an instant or before, known by then or not, and however old. Windows are left out.
     *
     * @param columns for each lookup, the column of the labels that holds the instant; there is no row where it is null
     */
    record Dated(Map<Integer, String> columns) implements Knowledge {
        /** Copies the map. */
        public Dated {
            columns = Map.copyOf(columns);
        }
    }

    /**
     * Of each window, the events that had arrived at an earlier instant: that were known by then and, where the source has created times, created by
     * then as well. Windows end at the label's time all the same. Looked-up rows are left out.
     *
     * @param columns for each lookup, the column of the labels that holds the instant; nothing had arrived where it is null
     */
    record Arrived(Map<Integer, String> columns) implements Knowledge {
        /** Copies the map. */
        public Arrived {
            columns = Map.copyOf(columns);
        }
    }

    /** The column that holds the event time of the row that a lookup found. */
    static String eventTime(int lookup) {
        return "event time\n" + lookup;
    }

    /** The column that holds its created time. */
    static String createdTime(int lookup) {
        return "created time\n" + lookup;
    }
}
