package dev.firstword.simulator;

import static dev.firstword.simulator.Conversation.error;
import static dev.firstword.simulator.SimulatedProvider.MODEL;
import static dev.firstword.simulator.SimulatedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests when a model calls tools, and which results and thoughts it requires back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsOverHttpTest {
  private static final String QUESTION = "How should we migrate our billing system?";

  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @BeforeEach
  void reset() {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void anAgentTakesItsStepsAndThenAnswers() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search", "weather"), List.of("weather"))));
    Conversation conversation = new Conversation(provider, QUESTION);

    JsonNode first = conversation.answer();
    conversation.addResults(first, "first result");
    JsonNode second = conversation.answer();
    conversation.addResults(second, "second result");
    JsonNode last = conversation.answer();

    assertThat(toolNames(first)).containsExactly("search", "weather");
    assertThat(first.path("stop_reason").asText()).isEqualTo("tool_use");
    assertThat(toolNames(second)).containsExactly("weather");
    assertThat(toolNames(last)).isEmpty();
    assertThat(last.path("stop_reason").asText()).isEqualTo("end_turn");
  }

  @Test
  void theAnswerQuotesEveryResult() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search", "weather"))));
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "Nothing new");

    String answer = conversation.answer().at("/content/0/text").asText();

    assertThat(answer)
        .contains("The tool search returned: \"Nothing new of search\".")
        .contains("The tool weather returned: \"Nothing new of weather\".")
        .contains("billing system");
  }

  @Test
  void aNewQuestionStartsTheStepsAgain() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search"))));
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "a");
    conversation.answer();
    conversation.messages().addObject().put("role", "user").put("content", "And then?");

    assertThat(toolNames(conversation.answer())).containsExactly("search");
  }

  @Test
  void argumentsAreValidForTheSchemaAndUseTheQuestion() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search", "weather"))));

    JsonNode content = new Conversation(provider, QUESTION).answer().path("content");

    assertThat(content.at("/0/input/query").asText()).containsIgnoringCase("migrate");
    assertThat(content.at("/0/input/limit").asInt()).isPositive();
    assertThat(content.at("/1/input/unit").asText()).isIn("C", "F");
  }

  @Test
  void aRepeatedRequestGetsTheSameCalls() throws Exception {
    agent(AgentSettings.DEFAULTS);

    JsonNode once = new Conversation(provider, QUESTION).answer();
    JsonNode again = new Conversation(provider, QUESTION).answer();

    assertThat(calls(again)).isEqualTo(calls(once)).isNotEmpty();
    assertThat(ids(again)).doesNotContainAnyElementsOf(ids(once));
  }

  @Test
  void withoutParallelCallsEachCallIsAStep() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search", "weather"))));
    Conversation conversation =
        new Conversation(provider, QUESTION)
            .set("tool_choice", "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");

    JsonNode first = conversation.answer();
    conversation.addResults(first, "a");
    JsonNode second = conversation.answer();

    assertThat(toolNames(first)).containsExactly("search");
    assertThat(toolNames(second)).containsExactly("weather");
  }

  @ParameterizedTest
  @ValueSource(strings = {"What does `weather` say?", "Please use the tool weather."})
  void aModelWithoutAgentSettingsCallsTheToolsThatTheUserNames(String question) throws Exception {
    assertThat(toolNames(new Conversation(provider, question).answer())).containsExactly("weather");
  }

  @Test
  void aModelWithoutAgentSettingsOtherwiseAnswers() throws Exception {
    assertThat(toolNames(new Conversation(provider, "How is the weather?").answer())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"{'type':'any'} | search", "{'type':'tool','name':'weather'} | weather"})
  void aForcedToolIsCalled(String choice, String name) throws Exception {
    Conversation conversation =
        new Conversation(provider, QUESTION).set("tool_choice", choice.replace('\'', '"'));

    assertThat(toolNames(conversation.answer())).containsExactly(name);
  }

  @Test
  void noneForbidsCalls() throws Exception {
    agent(AgentSettings.DEFAULTS);

    assertThat(
            toolNames(
                new Conversation(provider, QUESTION)
                    .set("tool_choice", "{\"type\":\"none\"}")
                    .answer()))
        .isEmpty();
  }

  @Test
  void aSentenceMayPrecedeTheCalls() throws Exception {
    AgentSettings settings = AgentSettings.ofSteps(List.of(List.of("search")));
    agent(
        new AgentSettings(
            settings.steps(),
            settings.meanSteps(),
            settings.maxToolsPerStep(),
            settings.argumentTokens(),
            true));

    JsonNode content = new Conversation(provider, QUESTION).answer().path("content");

    assertThat(content.at("/0/type").asText()).isEqualTo("text");
    assertThat(content.at("/1/type").asText()).isEqualTo("tool_use");
  }

  @Test
  void aLimitEndsACall() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search", "weather"))));

    JsonNode message = new Conversation(provider, QUESTION).set("max_tokens", "9").answer();

    assertThat(message.path("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(toolNames(message)).containsExactly("search");
  }

  @Test
  void everyCallNeedsItsResultInTheNextMessage() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search", "weather"))));
    Conversation conversation = new Conversation(provider, QUESTION);
    JsonNode message = conversation.answer();
    conversation.addResults(message, "a");
    ((ArrayNode) conversation.messages().at("/2/content")).remove(1);

    assertThat(error(conversation.send()))
        .startsWith("400 messages.2: `tool_use` ids were found without `tool_result` blocks")
        .contains(ids(message).getLast())
        .doesNotContain(ids(message).getFirst());
  }

  @Test
  void aResultOfAnUnknownCallIsRejected() throws Exception {
    agent(AgentSettings.ofSteps(List.of(List.of("search"))));
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "a");
    ((ObjectNode) conversation.messages().at("/2/content/0")).put("tool_use_id", "toolu_other");

    assertThat(error(conversation.send()))
        .startsWith("400 messages.2.content.0: unexpected `tool_use_id` found");
  }

  @Test
  void aThoughtComesBackUnchanged() throws Exception {
    thinkingAgent(ThinkingDisplay.SUMMARIZED);
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "a");

    assertThat(toolNames(conversation.answer())).isEmpty();
  }

  @Test
  void aChangedThoughtIsRejected() throws Exception {
    thinkingAgent(ThinkingDisplay.SUMMARIZED);
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "a");
    ((ObjectNode) conversation.messages().at("/1/content/0")).put("thinking", "Something else.");

    assertThat(error(conversation.send()))
        .isEqualTo("400 messages.1.content.0: Invalid `signature` in `thinking` block");
  }

  @Test
  void aChangedRedactedThoughtIsRejected() throws Exception {
    thinkingAgent(ThinkingDisplay.REDACTED);
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "a");
    assertThat(conversation.send().statusCode()).isEqualTo(200);

    ((ObjectNode) conversation.messages().at("/1/content/0")).put("data", "AAAA");

    assertThat(error(conversation.send()))
        .isEqualTo("400 messages.1.content.0: Invalid `data` in `redacted_thinking` block");
  }

  @Test
  void aMissingThoughtBeforeResultsIsRejectedUnlessThinkingIsOff() throws Exception {
    thinkingAgent(ThinkingDisplay.OMITTED);
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "a");
    ((ArrayNode) conversation.messages().at("/1/content")).remove(0);

    assertThat(error(conversation.send()))
        .startsWith("400 messages.1.content.0.type: Expected `thinking` or `redacted_thinking`");
    conversation.set("thinking", "{\"type\":\"disabled\"}");
    assertThat(conversation.send().statusCode()).isEqualTo(200);
  }

  @Test
  void aModelCanThinkBetweenToolsOnly() throws Exception {
    thinkingAgent("claude-sonnet-5-5", ThinkingDisplay.SUMMARIZED);
    Conversation conversation =
        new Conversation(provider, QUESTION)
            .set("model", "\"claude-sonnet-5-5\"")
            .set("thinking", "{\"type\":\"between_tools\"}");

    JsonNode first = conversation.answer();
    conversation.addResults(first, "a");
    JsonNode second = conversation.answer();

    assertThat(first.at("/content/0/type").asText()).isEqualTo("tool_use");
    assertThat(second.at("/content/0/type").asText()).isEqualTo("thinking");
  }

  @Test
  void theThoughtOfAnEarlierQuestionMayBeLeftOut() throws Exception {
    thinkingAgent(ThinkingDisplay.SUMMARIZED);
    Conversation conversation = new Conversation(provider, QUESTION);
    conversation.addResults(conversation.answer(), "a");
    conversation.answer();
    conversation.messages().addObject().put("role", "user").put("content", "And then?");
    ((ArrayNode) conversation.messages().at("/1/content")).remove(0);

    assertThat(conversation.send().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "tools | [{'name':'a b','input_schema':{'type':'object'}}] | tools.0.custom.name",
        "tools | [{'name':'a'}] | tools.0.custom.input_schema: Field required",
        "tools | [{'name':'a','input_schema':{}}] | tools.0.custom.input_schema.type: Field required",
        "tools | [{'name':'a','input_schema':{'type':'array'}}] | Input should be 'object'",
        "tools | [{'name':'a','input_schema':{'type':'object'}},{'name':'a','input_schema':{'type':'object'}}] | Tool names must be unique",
        "tool_choice | {'type':'tool','name':'x'} | Tool 'x' not found",
        "tool_choice | {'type':'maybe'} | tool_choice: Input tag 'maybe'"
      })
  void invalidToolsAreRejected(String member, String value, String problem) throws Exception {
    Conversation conversation =
        new Conversation(provider, QUESTION).set(member, value.replace('\'', '"'));

    assertThat(error(conversation.send())).startsWith("400").contains(problem);
  }

  private void agent(AgentSettings settings) {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withModel(MODEL, fastModel().withAgent(settings)));
  }

  private void thinkingAgent(ThinkingDisplay display) {
    thinkingAgent(MODEL, display);
  }

  private void thinkingAgent(String model, ThinkingDisplay display) {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withModel(
            model,
            fastModel()
                .withThinking(new ThinkingSettings(5, 5, display))
                .withAgent(AgentSettings.ofSteps(List.of(List.of("search"))))));
  }

  private static ModelSettings fastModel() {
    return Objects.requireNonNull(SimulatedProvider.FAST_SETTINGS.models().get(MODEL));
  }

  private static List<String> toolNames(JsonNode message) {
    return message.path("content").findValuesAsText("name");
  }

  private static List<String> ids(JsonNode message) {
    return message.path("content").findValuesAsText("id");
  }

  private static List<JsonNode> calls(JsonNode message) {
    List<JsonNode> calls = new ArrayList<>();
    for (JsonNode block : message.path("content")) {
      calls.add(json("[\"" + block.path("name").asText() + "\"," + block.path("input") + "]"));
    }
    return calls;
  }
}
