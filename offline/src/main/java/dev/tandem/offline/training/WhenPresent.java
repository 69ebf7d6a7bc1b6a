package dev.tandem.offline.training;

/** What to do when the output folder exists already. */
public enum WhenPresent {
    /** Fail before anything is computed. */
    REFUSE,
    /** Put the new training set in place of the old one, once it is complete. Only a training set is ever replaced. */
    OVERWRITE
}
