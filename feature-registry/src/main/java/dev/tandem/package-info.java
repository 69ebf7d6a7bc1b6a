/** What every module of Tandem shares: the root of its errors and the settings that give a value its bits. */
@NullMarked
package dev.tandem;

import org.jspecify.annotations.NullMarked;
