package dev.tandem.offline.profile;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A profile as a JSON file. */
public final class ProfileFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(Value.construct(Include.NON_ABSENT, Include.NON_ABSENT))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ProfileFile() {}

    /** Writes a profile into a folder. */
    public static void write(Profile profile, Path folder, FileSystem files) throws IOException {
        try (OutputStream out = files.create(new Path(folder, Profile.FILE), false)) {
            out.write(bytes(profile));
            out.write('\n');
        }
    }

    static Profile read(String folder) {
        Path path = new Path(new Path(folder), Profile.FILE);
        try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
            JsonNode tree = JSON.readTree(in);
            int format = tree.path("format").asInt();
            if (format != Profile.FORMAT) {
                throw new ProfileException(
                        "%s is of format %d, and this program reads format %d. Read it with the version of Tandem that wrote it, or a newer one."
                                .formatted(path, format, Profile.FORMAT));
            }
            return JSON.treeToValue(tree, Profile.class);
        } catch (FileNotFoundException e) {
            throw new ProfileException(
                    "There is no %s in %s. Name the folder of a training set; if an earlier Tandem made it, make it again with 'tandem train'."
                            .formatted(Profile.FILE, folder),
                    e);
        } catch (IOException e) {
            throw new ProfileException(
                    "The profile %s cannot be read: %s. See that the file is whole and may be read."
                            .formatted(path, e.getMessage()),
                    e);
        }
    }

    static byte[] bytes(Profile profile) {
        try {
            return JSON.writeValueAsBytes(profile);
        } catch (IOException e) {
            throw new UncheckedIOException("a profile has no JSON form", e);
        }
    }

    static Profile read(byte[] bytes) {
        try {
            return JSON.readValue(bytes, Profile.class);
        } catch (IOException e) {
            throw new UncheckedIOException("a profile was lost between two processes", e);
        }
    }
}
