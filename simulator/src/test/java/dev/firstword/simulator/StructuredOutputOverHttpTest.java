package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.json;
import static dev.firstword.simulator.SimulatedProvider.messageBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests answers that are JSON, in all protocols. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StructuredOutputOverHttpTest {
  private static final String SCHEMA =
      "{'type':'object','properties':{'title':{'type':'string'},'stars':{'type':'integer',"
          + "'minimum':1,'maximum':5}},'required':['title','stars'],'additionalProperties':false}";
  private static final String OPEN_SCHEMA =
      "{'type':'object','properties':{'title':{'type':'string'}},'required':['title']}";
  private static final String FORMAT = "{'type':'json_schema','name':'r','strict':true,'schema':";

  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void anthropicsAnswerIsJsonForTheSchema() throws Exception {
    JsonNode message = json(anthropic(SCHEMA));

    assertReview(message.at("/content/0/text").asText());
  }

  @Test
  void theChatAnswerIsJsonForTheSchema() throws Exception {
    JsonNode completion = json(chat(chatSchema(SCHEMA), "Review it"));

    assertReview(completion.at("/choices/0/message/content").asText());
  }

  @Test
  void theResponseIsJsonForTheSchema() throws Exception {
    JsonNode response = json(response(FORMAT + SCHEMA + "}"));

    assertReview(response.at("/output/0/content/0/text").asText());
  }

  @Test
  void aJsonObjectNeedsNoSchemaButTheWordJson() throws Exception {
    JsonNode completion = json(chat("{'type':'json_object'}", "Review it in JSON"));
    JsonNode refused = json(chat("{'type':'json_object'}", "Review it"));

    assertThat(json(completion.at("/choices/0/message/content").asText()).isObject()).isTrue();
    assertThat(refused.at("/error/message").asText()).contains("must contain the word 'json'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | Input should be a valid dictionary",
        "OPEN | 'additionalProperties' must be explicitly set to false"
      })
  void anthropicRejectsASchemaThatIsNotClosed(String schema, String problem) throws Exception {
    String sent = schema.equals("OPEN") ? OPEN_SCHEMA : schema;

    assertThat(json(anthropic(sent)).at("/error/message").asText()).contains(problem);
  }

  @Test
  void openAiRejectsAStrictSchemaThatIsNotClosed() throws Exception {
    assertThat(json(chat(chatSchema(OPEN_SCHEMA), "Review")).at("/error/code").asText())
        .isEqualTo("invalid_json_schema");
    assertThat(json(response(FORMAT + OPEN_SCHEMA + "}")).at("/error/message").asText())
        .contains("'additionalProperties' is required to be supplied and to be false");
  }

  private static void assertReview(String text) {
    JsonNode review = json(text);
    assertThat(review.path("title").asText()).containsIgnoringCase("review");
    assertThat(review.path("stars").asInt()).isBetween(1, 5);
    assertThat(review).hasSize(2);
  }

  private String anthropic(String schema) throws Exception {
    return provider
        .messages(
            messageBody(
                "'messages':[{'role':'user','content':'Review it'}],'output_config':{'format':"
                    + "{'type':'json_schema','schema':"
                    + schema
                    + "}}"))
        .body();
  }

  private static String chatSchema(String schema) {
    return "{'type':'json_schema','json_schema':{'name':'r','strict':true,'schema':"
        + schema
        + "}}";
  }

  private String chat(String format, String question) throws Exception {
    return provider
        .openAi(
            "/v1/chat/completions",
            ("{'model':'"
                    + GPT
                    + "','messages':[{'role':'user','content':'"
                    + question
                    + "'}],'response_format':"
                    + format
                    + "}")
                .replace('\'', '"'))
        .body();
  }

  private String response(String format) throws Exception {
    return provider
        .openAi(
            "/v1/responses",
            ("{'model':'" + GPT + "','input':'Review it','text':{'format':" + format + "}}")
                .replace('\'', '"'))
        .body();
  }
}
