package dev.tandem.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.Configuration.Value;
import dev.tandem.cli.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tandem config}: what is in force, and where it comes from. */
@Command(
        name = "config",
        description = {
            "Print every setting in force, where it comes from, and the environment variable and the flag that set it.",
            "",
            "  tandem config --server-port=8080",
            "",
            "A flag goes before an environment variable, that before tandem.yaml, and that before the default. Any command takes the flags:",
            "server.port has --server-port, and server.body_bytes has --server-body-bytes."
        },
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ConfigCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Configuration configuration = invocation.configuration();
        if (json) {
            invocation.console().print(toJson(configuration));
        } else {
            print(configuration);
        }
        return 0;
    }

    private static ObjectNode toJson(Configuration configuration) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        configuration
                .values()
                .forEach((setting, value) -> put(root, setting.key(), shown(setting, value), value.origin()));
        configuration
                .sparkConf()
                .forEach((key, value) -> put(root, "offline.conf." + key, shown(key, value), value.origin()));
        return root;
    }

    private static void put(ObjectNode root, String key, String text, String origin) {
        root.putObject(key).put("value", text).put("from", origin);
    }

    private void print(Configuration configuration) {
        List<List<String>> rows = new ArrayList<>();
        configuration
                .values()
                .forEach((setting, value) -> rows.add(List.of(
                        setting.key(), shown(setting, value), value.origin(), setting.variable(), setting.flag())));
        configuration
                .sparkConf()
                .forEach((key, value) -> rows.add(List.of(
                        "offline.conf." + key,
                        shown(key, value),
                        value.origin(),
                        "TANDEM_OFFLINE_CONF",
                        "--conf " + key + "=...")));
        Console console = invocation.console();
        console.table(List.of("SETTING", "VALUE", "FROM", "VARIABLE", "FLAG"), rows);
        console.print("");
        console.print("Paths are relative to " + configuration.base());
    }

    private static String shown(Setting setting, Value value) {
        return setting.isSecret() && !value.text().isEmpty() ? Secrets.MASK : Secrets.maskUrl(value.text());
    }

    private static String shown(String sparkKey, Value value) {
        return Secrets.isSecretName(sparkKey) ? Secrets.MASK : Secrets.maskUrl(value.text());
    }
}
