package dev.tandem.definition;

import java.nio.file.Path;

/**
 * A place in a definition file.
 *
 * @param line from 1
 * @param column from 1
 */
record Place(Path file, int line, int column) {

    /** As one definition refers to another's place. */
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
