/**
 * The Java client: what features are now, over HTTP, in typed records. Start with {@link dev.tandem.sdk.FeatureStoreClient#connect};
 * {@code docs/sdk.md} is the guide. Needs nothing else of Tandem, neither Spark nor Redis, and one library for JSON.
 */
@NullMarked
package dev.tandem.sdk;

import org.jspecify.annotations.NullMarked;
