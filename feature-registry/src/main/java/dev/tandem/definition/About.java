package dev.tandem.definition;

import java.util.List;

/**
 * What people say of a definition; it changes no value.
 *
 * @param description one or more sentences; empty when not given
 * @param owner whom to ask; empty when not given
 * @param tags labels to find it by, in the order written
 */
public record About(String description, String owner, List<String> tags) {
    /** Nothing said. */
    public static final About NOTHING = new About("", "", List.of());

    /** Copies the tags. */
    public About {
        tags = List.copyOf(tags);
    }
}
