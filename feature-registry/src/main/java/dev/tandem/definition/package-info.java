/** The language of features: entities, sources, feature views and feature services, as a team writes them down. Names no engine. */
@NullMarked
package dev.tandem.definition;

import org.jspecify.annotations.NullMarked;
