/** A Redis server of one's own, for development: nothing to install, shared by the commands of one folder, gone with the last of them. */
@NullMarked
package dev.tandem.online.embedded;

import org.jspecify.annotations.NullMarked;
