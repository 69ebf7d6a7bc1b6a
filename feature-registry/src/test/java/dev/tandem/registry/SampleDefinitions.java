package dev.tandem.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.DefinitionsJson;

/** A small project, and what becomes of it when somebody edits its text. */
final class SampleDefinitions {
    static final String PROJECT = "flights";

    private static final String TEXT = """
            {"format":1,"project":{"name":"flights"},
             "entities":{
              "airport":{"keys":[{"name":"airport","type":"STRING"}],"description":"An airport"},
              "carrier":{"keys":[{"name":"carrier","type":"STRING"}]}},
             "sources":{
              "arrivals":{"sql":"SELECT * FROM flights","inputs":["flights"],"event_time":"arr_time","available":"event_time","available_after":"0s","time_zone":"UTC"},
              "flights":{"format":"parquet","path":"data/flights.parquet","available":"event_time","available_after":"0s","time_zone":"UTC"},
              "weather_reports":{"format":"parquet","path":"data/weather.parquet","event_time":"time_hour","available":"event_time","available_after":"10m","time_zone":"UTC"}},
             "views":{
              "delays":{"entities":["carrier"],"source":"arrivals","keys":[{"key":"carrier","column":"carrier"}],"online":true,
               "features":[{"name":"delay","type":"FLOAT64","from":"arr_delay"}]},
              "weather":{"entities":["airport"],"source":"weather_reports","keys":[{"key":"airport","column":"origin"}],"ttl":"3h","online":true,
               "features":[{"name":"temperature","type":"FLOAT64","from":"temp","description":"Degrees Fahrenheit"},{"name":"wind_speed","type":"FLOAT64","from":"wind_speed"}]}},
             "services":{
              "arrival_delay":{"features":[
               {"view":"weather","entities":[{"key":"airport","column":"origin"}],"features":[{"feature":"temperature","name":"temperature"}]},
               {"view":"delays","entities":[{"key":"carrier","column":"carrier"}],"features":[{"feature":"delay","name":"delay"}]}]},
              "storm_warning":{"features":[
               {"view":"weather","entities":[{"key":"airport","column":"airport"}],"features":[{"feature":"wind_speed","name":"wind_speed"}]}]}}}
            """;

    static final String WIND_SPEED = ",{\"name\":\"wind_speed\",\"type\":\"FLOAT64\",\"from\":\"wind_speed\"}";

    private SampleDefinitions() {}

    static Definitions sample() {
        return DefinitionsJson.read(TEXT);
    }

    /**
     * The sample with some of its text replaced.
     *
     * @param edits a text that it holds, what to write instead, another text, ...
     */
    static Definitions edited(String... edits) {
        String text = TEXT;
        for (int i = 0; i < edits.length; i += 2) {
            assertThat(text).contains(edits[i]);
            text = text.replace(edits[i], edits[i + 1]);
        }
        return DefinitionsJson.read(text);
    }
}
