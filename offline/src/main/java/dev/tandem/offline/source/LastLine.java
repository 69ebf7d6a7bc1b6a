package dev.tandem.offline.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** The end of a file of JSON Lines that somebody may be appending to. */
final class LastLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIRST_GUESS = 1 << 16;

    private LastLine() {}

    /** The last line of a file, if no line break follows it and it is no JSON object. */
    static Optional<byte[]> ofUnfinished(FileSystem files, FileStatus file) throws IOException {
        try (FSDataInputStream in = files.open(file.getPath())) {
            for (long length = FIRST_GUESS; ; length *= 2) {
                long start = Math.max(0, file.getLen() - length);
                byte[] end = new byte[Math.toIntExact(file.getLen() - start)];
                in.readFully(start, end);
                int lineStart = end.length;
                while (lineStart > 0 && end[lineStart - 1] != '\n') {
                    lineStart--;
                }
                if (lineStart > 0 || start == 0) {
                    byte[] line = Arrays.copyOfRange(end, lineStart, end.length);
                    return line.length == 0 || isObject(line) ? Optional.empty() : Optional.of(line);
                }
            }
        }
    }

    private static boolean isObject(byte[] line) throws IOException {
        try {
            return JSON.readTree(line).isObject();
        } catch (JsonProcessingException cutOff) {
            return false;
        }
    }
}
