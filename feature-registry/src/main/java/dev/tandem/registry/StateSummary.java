package dev.tandem.registry;

import java.time.Instant;

/**
 * One line of a project's history.
 *
 * @param number of the state
 * @param appliedAt when
 * @param author by whom
 * @param summary what changed, in a few words, such as "2 added, 1 changed"
 */
public record StateSummary(long number, Instant appliedAt, String author, String summary) {}
