package dev.tandem.cli;

import dev.tandem.TandemException;
import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.Setting;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.offline.History;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.training.Manifest;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.embedded.EmbeddedRedis;
import dev.tandem.registry.ExpectationCheck;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.WrittenTrainingSet;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What a command works on: the configuration in force and, opened when first asked for, what it points to. Used by one thread. */
final class Deployment implements AutoCloseable {
    private static final String EMBEDDED_FOLDER = ".tandem/redis";

    private final Configuration configuration;
    private @Nullable Registry registry;
    private @Nullable OnlineStore online;
    private @Nullable EmbeddedRedis embedded;
    private @Nullable SparkSession spark;

    Deployment(Configuration configuration) {
        this.configuration = configuration;
    }

    Configuration configuration() {
        return configuration;
    }

    String project() {
        return configuration.text(Setting.PROJECT);
    }

    InstantSource clock() {
        return configuration.clock();
    }

    /** The definitions as they are written in the folder now. */
    Definitions writtenDefinitions() {
        return DefinitionFiles.load(configuration.project(), configuration.path(Setting.DEFINITIONS));
    }

    Registry registry() {
        Registry opened = registry;
        if (opened == null) {
            opened = Registry.open(configuration.registryUrl(), InstantSource.system());
            registry = opened;
        }
        return opened;
    }

    /**
     * The online store's URL: the one configured, or that of the embedded Redis, which is started when it does not run yet. It may hold a
     * password: it is for connecting, not for showing.
     */
    String onlineUrl() {
        String configured = configuration.text(Setting.ONLINE);
        if (!EmbeddedRedis.isMeantBy(configured)) {
            return configured;
        }
        EmbeddedRedis opened = embedded;
        if (opened == null) {
            opened = EmbeddedRedis.open(configuration.base().resolve(EMBEDDED_FOLDER), configured);
            embedded = opened;
        }
        return opened.uri();
    }

    OnlineStore online() {
        return online(OnlineSettings.DEFAULT);
    }

    /** The same, to be asked by a server; as it is, if this process has connected before. */
    OnlineStore onlineForServing() {
        return online(OnlineSettings.DEFAULT.forServing());
    }

    private OnlineStore online(OnlineSettings settings) {
        OnlineStore opened = online;
        if (opened == null) {
            opened = OnlineStore.connect(onlineUrl(), project(), settings);
            online = opened;
        }
        return opened;
    }

    /**
     * Notes in the registry that a training set was written.
     *
     * @param folder where, as a path from the root or a URL
     */
    void remember(Manifest manifest, String folder) {
        registry()
                .remember(
                        project(),
                        new WrittenTrainingSet(
                                folder,
                                manifest.service().name(),
                                manifest.registryState(),
                                manifest.createdAt(),
                                manifest.rows(),
                                manifest.digest()));
    }

    /** Notes in the registry what became of expectations. */
    void remember(ExpectationCheck.By by, List<ExpectationResult> results) {
        registry()
                .expectations()
                .record(project(), new ExpectationCheck(by, Optional.empty(), clock().instant(), results));
    }

    /** The newest applied state. */
    RegistryState state() {
        return registry()
                .findLatest(project())
                .orElseThrow(() ->
                        new TandemException("Nothing was applied yet for project '%s' in %s. Run 'tandem apply' first."
                                .formatted(project(), Secrets.maskUrl(configuration.registryUrl()))));
    }

    /** The newest applied state, with the sources it names and the Spark that reads them; Spark is started when first needed. */
    History history() {
        return history(state());
    }

    /** The same of another state than the newest applied one. */
    History history(RegistryState state) {
        Workspace workspace = Workspace.of(configuration.base())
                .withLanding(configuration.path(Setting.OFFLINE_LANDING).toString());
        return new History(spark(), state, workspace);
    }

    /** Spark with the project's settings, started when first needed. */
    SparkSession spark() {
        SparkSession started = spark;
        if (started == null) {
            Map<String, String> conf = new LinkedHashMap<>();
            configuration.sparkConf().forEach((key, value) -> conf.put(key, value.text()));
            started = SparkSessions.start(configuration.text(Setting.OFFLINE_MASTER), conf);
            spark = started;
        }
        return started;
    }

    @Override
    public void close() {
        if (spark != null) {
            spark.stop();
        }
        if (online != null) {
            online.close();
        }
        if (embedded != null) {
            embedded.close();
        }
        if (registry != null) {
            registry.close();
        }
    }
}
