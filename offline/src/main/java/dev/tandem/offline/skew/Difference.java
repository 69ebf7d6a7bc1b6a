package dev.tandem.offline.skew;

import java.io.Serializable;

/**
 * A value that differs.
 *
 * @param request where it was served
 * @param value what was served, what training sees, and why
 */
public record Difference(Request request, ComparedValue value) implements Serializable {}
