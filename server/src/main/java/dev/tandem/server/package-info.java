/**
 * Features over HTTP: reads, pushes, the registry, metrics and health, on Javalin. Start with {@link dev.tandem.server.FeatureServer};
 * {@code docs/serving.md} is the guide for those who call it. No Spark is in here, nor may it ever be.
 */
@NullMarked
package dev.tandem.server;

import org.jspecify.annotations.NullMarked;
