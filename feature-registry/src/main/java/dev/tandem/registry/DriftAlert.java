package dev.tandem.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A message that features have drifted, and stayed so for as many windows as the rule wants.
 *
 * @param id tells it from every other one; whoever gets it twice knows by this
 * @param windows for how many windows in a row at least
 * @param raisedAt when
 * @param sentAt when somebody took it; empty until then
 * @param check the last of these windows, of which {@link DriftCheck#features()} holds the features that the alert is about and no others
 */
public record DriftAlert(String id, int windows, Instant raisedAt, Optional<Instant> sentAt, DriftCheck check) {}
