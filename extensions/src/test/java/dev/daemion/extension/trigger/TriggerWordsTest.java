package dev.daemion.extension.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A trigger in words")
class TriggerWordsTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{'type':'watch','path':'~/in'}|when files change in ~/in",
                "{'type':'watch','path':'~/in','glob':'*.pdf','events':['create','delete']}"
                        + "|when files are created or deleted in ~/in (*.pdf)",
                "{'type':'watch','path':'a','events':['create','modify','delete']}|when files change in a",
                "{'type':'event','event':'run.failed','filter':'event.cost_usd > 1'}"
                        + "|on run.failed where event.cost_usd > 1",
                "{'type':'chain','job':'backup'}|after backup has succeeded",
                "{'type':'chain','job':'backup','on':'failed'}|after backup has failed",
                "{'type':'message','pattern':'deploy','mode':'before'}"
                        + "|when a message matches deploy, before it is answered",
                "{'type':'command','command':'tea'}|when /tea is typed",
                "{'type':'webhook','secret':'KEY'}|when POST /hooks/mine is called"
            })
    @DisplayName("says everything that narrows it down")
    void words(String trigger, String words) {
        assertThat(TriggerWords.of(Json.restore(trigger.replace('\'', '"'), JsonNode.class), "mine"))
                .isEqualTo(words);
    }
}
