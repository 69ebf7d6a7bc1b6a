@NullMarked
package dev.tandem.transform.expression;

import org.jspecify.annotations.NullMarked;
