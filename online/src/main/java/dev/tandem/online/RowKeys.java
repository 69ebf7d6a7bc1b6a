package dev.tandem.online;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The Redis keys of one project: {@code project/generation/} in UTF-8, the generation in base 36, and the packed entity key behind it.
 * Thread-safe.
 */
final class RowKeys {
    private static final int BASE = 36;
    private static final String SPECIAL_IN_PATTERNS = "*?[]\\";

    private final String project;
    private final Map<Long, byte[]> prefixes = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException when the project's name could be taken for another's key */
    RowKeys(String project) {
        if (project.isEmpty() || project.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "'" + project
                            + "' cannot be the name of a project: it is empty or holds a '/', which ends the name in every key");
        }
        this.project = project;
    }

    byte[] key(RowAddress address) {
        byte[] prefix = prefix(address.generation());
        byte[] key = new byte[prefix.length + address.entityKey().length];
        System.arraycopy(prefix, 0, key, 0, prefix.length);
        System.arraycopy(address.entityKey(), 0, key, prefix.length, address.entityKey().length);
        return key;
    }

    /** A pattern of Redis that matches every key of a generation and no other. */
    byte[] pattern(long generation) {
        ByteArrayOutputStream pattern = new ByteArrayOutputStream();
        for (byte b : prefix(generation)) {
            if (SPECIAL_IN_PATTERNS.indexOf(b) >= 0) {
                pattern.write('\\');
            }
            pattern.write(b);
        }
        pattern.write('*');
        return pattern.toByteArray();
    }

    private byte[] prefix(long generation) {
        return prefixes.computeIfAbsent(
                generation, made -> (project + "/" + Long.toString(made, BASE) + "/").getBytes(StandardCharsets.UTF_8));
    }
}
