package dev.tandem.online;

import dev.tandem.row.EntityKey;

/**
 * Where one packed row is kept.
 *
 * @param generation the generation of the view (see {@link dev.tandem.registry.StoredView})
 * @param entityKey what {@link EntityKey#pack} made; not copied
 */
public record RowAddress(long generation, byte[] entityKey) {}
