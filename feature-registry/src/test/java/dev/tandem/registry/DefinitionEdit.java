package dev.tandem.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/** One change to definitions in their JSON form, as somebody might make it. Names the view that it is about. */
enum DefinitionEdit {
    FEATURE_TYPE {
        @Override
        void edit(Edited edited) {
            ObjectNode feature = edited.feature();
            feature.put("type", feature.get("type").textValue().equals("INT64") ? "STRING" : "INT64");
        }
    },
    FEATURE_COLUMN {
        @Override
        void edit(Edited edited) {
            append(edited.feature(), "from");
        }
    },
    KEY_COLUMN {
        @Override
        void edit(Edited edited) {
            append((ObjectNode) edited.oneOf(edited.view().get("keys")), "column");
        }
    },
    KEY_TYPE {
        @Override
        void edit(Edited edited) {
            ObjectNode key = (ObjectNode) edited.oneOf(edited.entity().get("keys"));
            key.put("type", key.get("type").textValue().equals("INT64") ? "STRING" : "INT64");
        }
    },
    SOURCE_ORIGIN {
        @Override
        void edit(Edited edited) {
            ObjectNode source = edited.source();
            append(source, source.has("sql") ? "sql" : source.has("path") ? "path" : "table");
        }
    },
    SOURCE_OF_SOURCE {
        @Override
        void edit(Edited edited) {
            ObjectNode source = edited.source();
            if (source.has("sql")) {
                append(edited.source(source.get("inputs").get(0).textValue()), "format");
            } else {
                source.putObject("options").put("new option", "yes");
            }
        }
    },
    EVENT_TIME {
        @Override
        void edit(Edited edited) {
            append(edited.source(), "event_time");
        }
    },
    CREATED_TIME {
        @Override
        void edit(Edited edited) {
            ObjectNode source = edited.source();
            source.put("created_time", source.path("created_time").asText() + "_utc");
        }
    },
    AVAILABILITY {
        @Override
        void edit(Edited edited) {
            ObjectNode source = edited.source();
            source.put(
                    "available_after", source.get("available_after").textValue().equals("7m") ? "8m" : "7m");
        }
    },
    TIME_ZONE {
        @Override
        void edit(Edited edited) {
            ObjectNode source = edited.source();
            source.put("time_zone", source.get("time_zone").textValue().equals("UTC") ? "Asia/Tokyo" : "UTC");
        }
    },
    FEATURE_ADDED {
        @Override
        void edit(Edited edited) {
            ArrayNode features = (ArrayNode) edited.view().get("features");
            String name = "added_" + edited.number();
            for (JsonNode feature : features) {
                if (feature.get("name").textValue().equals(name)) {
                    return;
                }
            }
            features.insertObject(0)
                    .put("name", name)
                    .put("type", List.of("INT64", "STRING").get(edited.number() % 2))
                    .put("from", "column_" + edited.number());
        }
    },
    FEATURE_REMOVED {
        @Override
        void edit(Edited edited) {
            ArrayNode features = (ArrayNode) edited.view().get("features");
            if (features.size() > 1) {
                features.remove(edited.number() % features.size());
            } else {
                append(edited.view(), "description");
            }
        }
    },
    FEATURES_REORDERED {
        @Override
        void edit(Edited edited) {
            ArrayNode features = (ArrayNode) edited.view().get("features");
            if (features.size() > 1) {
                features.add(features.remove(0));
            } else {
                append(edited.view(), "owner");
            }
        }
    },
    FEATURE_DESCRIPTION {
        @Override
        void edit(Edited edited) {
            append(edited.feature(), "description");
        }
    },
    FEATURE_DRIFT {
        @Override
        void edit(Edited edited) {
            edited.feature().putObject("drift").putObject("psi").put("alert", 10.0 + edited.number());
        }
    },
    VIEW_EXPECT {
        @Override
        void edit(Edited edited) {
            edited.view().withArray("/expect").addObject().put("sql", "true OR " + edited.number());
        }
    },
    SOURCE_EXPECT {
        @Override
        void edit(Edited edited) {
            edited.source().withArray("/expect").addObject().put("sql", "true OR " + edited.number());
        }
    },
    TTL {
        @Override
        void edit(Edited edited) {
            ObjectNode view = edited.view();
            view.put("ttl", view.path("ttl").asText().equals("9d") ? "10d" : "9d");
        }
    },
    SCHEDULE {
        @Override
        void edit(Edited edited) {
            ObjectNode view = edited.view();
            view.put("schedule", view.path("schedule").asText().equals("1 2 * * *") ? "2 1 * * *" : "1 2 * * *");
        }
    },
    VIEW_TAGS {
        @Override
        void edit(Edited edited) {
            edited.view().withArray("/tags").add("another");
        }
    },
    ENTITY_DESCRIPTION {
        @Override
        void edit(Edited edited) {
            append(edited.entity(), "description");
        }
    },
    SOURCE_OWNER {
        @Override
        void edit(Edited edited) {
            append(edited.source(), "owner");
        }
    },
    LOOKBACK {
        @Override
        void edit(Edited edited) {
            ObjectNode source = edited.source();
            source.put("lookback", source.path("lookback").asText().equals("3d") ? "4d" : "3d");
        }
    };

    static final Collection<DefinitionEdit> AFFECTING_VALUES = EnumSet.range(FEATURE_TYPE, TIME_ZONE);
    static final Collection<DefinitionEdit> COSMETIC = EnumSet.range(FEATURE_REMOVED, LOOKBACK);

    static DefinitionEdit oneOf(Random random) {
        // Features come and go more often than anything else, because that is what schemas are about.
        return random.nextInt(3) == 0
                ? values()[random.nextInt(values().length)]
                : List.of(FEATURE_ADDED, FEATURE_REMOVED, FEATURES_REORDERED).get(random.nextInt(3));
    }

    abstract void edit(Edited edited);

    /** Changes the definitions in place. Returns the view that was chosen. */
    String apply(ObjectNode definitions, Random random) {
        List<String> views = new ArrayList<>();
        definitions.get("views").fieldNames().forEachRemaining(views::add);
        String view = views.get(random.nextInt(views.size()));
        edit(new Edited(definitions, view, random));
        return view;
    }

    private static void append(ObjectNode node, String field) {
        node.put(field, node.path(field).asText() + "_x");
    }

    private record Edited(ObjectNode definitions, String name, Random random) {
        ObjectNode view() {
            return (ObjectNode) definitions.get("views").get(name);
        }

        ObjectNode feature() {
            return (ObjectNode) oneOf(view().get("features"));
        }

        ObjectNode entity() {
            return (ObjectNode) definitions
                    .get("entities")
                    .get(oneOf(view().get("entities")).textValue());
        }

        ObjectNode source() {
            return source(view().get("source").textValue());
        }

        ObjectNode source(String source) {
            return (ObjectNode) definitions.get("sources").get(source);
        }

        JsonNode oneOf(JsonNode array) {
            return array.get(random.nextInt(array.size()));
        }

        int number() {
            return random.nextInt(4);
        }
    }
}
