@NullMarked
package dev.tandem.server.log;

import org.jspecify.annotations.NullMarked;
