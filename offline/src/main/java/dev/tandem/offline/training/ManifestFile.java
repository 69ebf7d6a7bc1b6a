package dev.tandem.offline.training;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonInclude.Value;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The manifest as a JSON file. */
final class ManifestFile {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(Value.construct(Include.NON_ABSENT, Include.NON_ABSENT))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private ManifestFile() {}

    static void write(Manifest manifest, Path folder, FileSystem files) throws IOException {
        try (OutputStream out = files.create(new Path(folder, Manifest.FILE), false)) {
            out.write(JSON.writeValueAsBytes(manifest));
            out.write("\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    static JsonNode toJson(Manifest manifest) {
        return JSON.valueToTree(manifest);
    }

    static Manifest read(String folder) {
        Path path = new Path(new Path(folder), Manifest.FILE);
        try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
            JsonNode tree = JSON.readTree(in);
            int format = tree.path("format").asInt();
            if (format != Manifest.FORMAT) {
                throw new TrainingSetException(
                        "%s is of format %d, and this program reads format %d. Read it with the version of Tandem that wrote it, or a newer one."
                                .formatted(path, format, Manifest.FORMAT));
            }
            return JSON.treeToValue(tree, Manifest.class);
        } catch (FileNotFoundException e) {
            throw new TrainingSetException(
                    "There is no training set at %s: it has no %s. Name the folder that one was written to."
                            .formatted(folder, Manifest.FILE),
                    e);
        } catch (IOException e) {
            throw new TrainingSetException(
                    "The manifest %s cannot be read: %s. See that the file is whole and may be read."
                            .formatted(path, e.getMessage()),
                    e);
        }
    }
}
