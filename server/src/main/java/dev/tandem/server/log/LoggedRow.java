package dev.tandem.server.log;

/**
 * One row of an answer that is logged.
 *
 * @param of the answer
 * @param number which of its rows
 */
record LoggedRow(LoggedAnswer of, int number) {}
