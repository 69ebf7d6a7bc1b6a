package dev.tandem.definition;

import dev.tandem.TandemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the definition files of a project: YAML, as many files as a team likes, in any arrangement. What they may say is described in
 * {@code docs/defining-features.md}, and for editors in {@code docs/definitions.schema.json}.
 *
 * <p>Reading goes on after a mistake, so that everything that is wrong can be told at once: text that is no YAML, then fields that are
 * not as the schema says, then names that lead nowhere and values that contradict each other. What was wrong is left out of the later
 * steps, so that one mistake is told once.
 */
public final class DefinitionFiles {
    private DefinitionFiles() {}

    /**
     * Reads every {@code *.yaml} and {@code *.yml} file below a folder. Files and folders whose names begin with a dot are passed over,
     * and links to folders are not followed.
     *
     * @throws InvalidDefinitionsException when anything is wrong in the files
     * @throws TandemException when the folder cannot be read, or has no such file
     */
    public static Definitions load(Project project, Path folder) {
        SortedMap<Path, String> texts = new TreeMap<>();
        Problems problems = new Problems();
        List<Path> files = list(folder);
        for (Path file : files) {
            read(file, problems).ifPresent(text -> texts.put(file, text));
        }
        return bind(project, texts, texts.size() == files.size(), problems);
    }

    /**
     * Reads definitions that are not in files.
     *
     * @param texts YAML by name; problems mention the name as their file
     * @throws InvalidDefinitionsException when anything is wrong in the texts
     */
    public static Definitions parse(Project project, Map<String, String> texts) {
        SortedMap<Path, String> files = new TreeMap<>();
        texts.forEach((name, text) -> files.put(Path.of(name), text));
        return bind(project, files, true, new Problems());
    }

    /** The JSON Schema of definition files, for editors. */
    public static String schema() {
        return StructureCheck.schemaText();
    }

    private static Definitions bind(
            Project project, SortedMap<Path, String> texts, boolean complete, Problems problems) {
        List<YamlDocument> documents = new ArrayList<>();
        boolean allRead = complete;
        for (Map.Entry<Path, String> text : texts.entrySet()) {
            Optional<List<YamlDocument>> read = YamlReader.read(text.getKey(), text.getValue(), problems);
            allRead &= read.isPresent();
            documents.addAll(read.orElse(List.of()));
        }
        for (YamlDocument document : documents) {
            allRead &= StructureCheck.check(document, problems);
        }
        Draft draft = Draft.of(documents, allRead, problems);
        SortedMap<String, Entity> entities = new EntityBinder(draft).bind();
        Supplier<Transforms> transforms = Transforms::installed;
        SortedMap<String, Source> sources = new SourceBinder(draft, transforms).bind();
        SortedMap<String, FeatureView> views = new ViewBinder(draft, entities, sources, transforms).bind();
        SortedMap<String, OnDemandView> onDemand = new OnDemandBinder(draft, entities, views, transforms).bind();
        SortedMap<String, FeatureService> services = new ServiceBinder(draft, entities, views, onDemand).bind();
        problems.throwIfAny();
        return new Definitions(project, entities, sources, views, onDemand, services);
    }

    private static List<Path> list(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            collect(folder, files);
        } catch (IOException | UncheckedIOException e) {
            throw new TandemException(
                    "The definitions folder %s cannot be read (%s). Create it, or mend 'definitions' in tandem.yaml."
                            .formatted(folder, e),
                    e);
        }
        if (files.isEmpty()) {
            throw new TandemException(
                    "There is no *.yaml file below the definitions folder %s. Write one, or mend 'definitions' in tandem.yaml."
                            .formatted(folder));
        }
        return files;
    }

    private static void collect(Path folder, List<Path> files) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> visible = entries.filter(
                            entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            for (Path entry : visible) {
                if (Files.isDirectory(entry)) {
                    if (!Files.isSymbolicLink(entry)) {
                        collect(entry, files);
                    }
                } else if (isYaml(entry.getFileName().toString())) {
                    files.add(entry);
                }
            }
        }
    }

    private static boolean isYaml(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static Optional<String> read(Path file, Problems problems) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.add(new Place(file, 1, 1), "The file is not text in UTF-8", "Save it in that encoding.");
        } catch (IOException e) {
            problems.add(new Place(file, 1, 1), "The file cannot be read: " + e, "See to its permissions.");
        }
        return Optional.empty();
    }
}
