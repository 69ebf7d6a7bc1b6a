package dev.tandem.online;

/**
 * One row of a view, packed.
 *
 * @param entityKey what {@link dev.tandem.row.EntityKey#pack} made; not copied
 * @param row what {@link dev.tandem.row.RowWriter#write} made; not copied
 */
public record EntityRow(byte[] entityKey, byte[] row) {}
