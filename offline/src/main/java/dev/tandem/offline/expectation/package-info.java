/** Whether rows are as they are expected to be, found out before anything is made of them. */
@NullMarked
package dev.tandem.offline.expectation;

import org.jspecify.annotations.NullMarked;
