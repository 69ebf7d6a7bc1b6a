package dev.tandem.cli.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.definition.DriftMeasure;
import dev.tandem.registry.DriftAlert;
import dev.tandem.registry.DriftHistory;
import dev.tandem.registry.FeatureDrift;

/**
 * Sends the alerts of a project that were raised and that nobody took yet. Each is claimed before it is sent and marked after it was taken, so
 * that it is sent once however many processes do this at a time. Thread-safe.
 */
public final class DriftAlerts {
    private final DriftHistory history;
    private final String project;

    /** Those of a project. */
    public DriftAlerts(DriftHistory history, String project) {
        this.history = history;
        this.project = project;
    }

    /**
     * Sends them, oldest first. One that is refused keeps no other from being sent; when nobody is there to take one, the others wait for the next
     * time as well.
     *
     * @return how many were taken
     * @throws dev.tandem.TandemException when one was not taken; it is kept for the next time
     */
    public int sendTo(Webhook webhook) {
        int taken = 0;
        RefusedException refused = null;
        for (DriftAlert alert : history.unsent(project)) {
            if (history.claim(project, alert, webhook.longest())) {
                try {
                    send(webhook, alert);
                    taken++;
                } catch (RefusedException e) {
                    refused = refused == null ? e : refused;
                }
            }
        }
        if (refused != null) {
            throw refused;
        }
        return taken;
    }

    private void send(Webhook webhook, DriftAlert alert) {
        boolean taken = false;
        try {
            webhook.post(alert.id(), message(alert).toString());
            taken = true;
        } finally {
            if (!taken) {
                history.release(project, alert);
            }
        }
        history.markSent(project, alert);
    }

    private ObjectNode message(DriftAlert alert) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("id", alert.id());
        message.put("kind", "drift");
        message.put("project", project);
        message.put("service", alert.check().service());
        message.put("reference", alert.check().reference());
        message.put("window", alert.check().window());
        message.put("consecutive_windows", alert.windows());
        message.put("raised_at", alert.raisedAt().toString());
        ArrayNode features = message.putArray("features");
        alert.check().features().forEach(drift -> features.add(toJson(drift)));
        return message;
    }

    /** What was found of a feature, as messages and {@code tandem drift --json} show it. */
    public static ObjectNode toJson(FeatureDrift drift) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("feature", drift.feature());
        node.put("verdict", drift.verdict().toString());
        ArrayNode causes = node.putArray("causes");
        drift.causes().forEach(cause -> causes.add(cause.key()));
        for (DriftMeasure measure : DriftMeasure.values()) {
            drift.find(measure).ifPresent(figure -> node.put(measure.key(), figure));
        }
        drift.pValue().ifPresent(pValue -> node.put("p_value", pValue));
        node.put("reference_rows", drift.referenceRows());
        node.put("recent_rows", drift.recentRows());
        return node;
    }
}
