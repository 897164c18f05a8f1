package dev.firstword.simulator;

import static dev.firstword.simulator.Conversation.error;
import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.net.http.HttpResponse;
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

/** Tests the Responses API on the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesOverHttpTest {
  private static final String QUESTION = "How should we migrate our billing system?";
  private static final String TOOL =
      "[{\"type\":\"function\",\"name\":\"search\",\"parameters\":{\"type\":\"object\","
          + "\"properties\":{\"q\":{\"type\":\"string\"}},\"required\":[\"q\"]}}]";

  private SimulatedProvider provider;
  private ObjectNode body = JsonNodeFactory.instance.objectNode();

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @BeforeEach
  void reset() {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
    body = JsonNodeFactory.instance.objectNode().put("model", GPT).put("input", QUESTION);
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void aTextIsOneMessageItem() throws Exception {
    JsonNode response = json(send().body());

    assertThat(response.path("status").asText()).isEqualTo("completed");
    assertThat(response.path("output")).hasSize(1);
    assertThat(response.at("/output/0/content/0/text").asText()).contains("billing system");
    assertThat(response.at("/usage/output_tokens").asInt()).isGreaterThan(50);
  }

  @Test
  void aStreamOpensAndClosesEachItemInOrder() throws Exception {
    thinkingAgent();
    body.set("tools", json(TOOL));
    body.set("reasoning", json("{\"summary\":\"auto\"}"));

    assertThat(types(stream()))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
  }

  @Test
  void aStreamOfTextHasItsParts() throws Exception {
    assertThat(types(stream()))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
  }

  @Test
  void eventsAreNumberedWithoutGapsAndNamedByTheirType() throws Exception {
    String stream = stream();

    List<JsonNode> events = events(stream);
    for (int number = 0; number < events.size(); number++) {
      assertThat(events.get(number).path("sequence_number").asInt()).isEqualTo(number);
      assertThat(stream).contains("event: " + events.get(number).path("type").asText() + "\n");
    }
  }

  @Test
  void theDeltasAreTheTextOfTheLastEvent() throws Exception {
    List<JsonNode> events = events(stream());

    StringBuilder text = new StringBuilder();
    events.stream()
        .filter(event -> event.path("type").asText().equals("response.output_text.delta"))
        .forEach(event -> text.append(event.path("delta").asText()));
    assertThat(events.getLast().at("/response/output/0/content/0/text").asText())
        .isEqualTo(text.toString())
        .contains("billing system");
  }

  @Test
  void aLimitMakesTheResponseIncomplete() throws Exception {
    body.put("max_output_tokens", 16);

    JsonNode response = json(send().body());

    assertThat(response.path("status").asText()).isEqualTo("incomplete");
    assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
    assertThat(types(stream())).endsWith("response.incomplete");
  }

  @Test
  void aThoughtIsHiddenUnlessASummaryIsAskedFor() throws Exception {
    thinkingAgent();

    JsonNode hidden = json(send().body());
    body.set("reasoning", json("{\"summary\":\"auto\"}"));
    JsonNode summarized = json(send().body());

    assertThat(hidden.at("/output/0/type").asText()).isEqualTo("reasoning");
    assertThat(hidden.at("/output/0/summary")).isEmpty();
    assertThat(hidden.at("/output/0/encrypted_content").isMissingNode()).isTrue();
    assertThat(summarized.at("/output/0/summary/0/text").asText()).startsWith("Reading");
    assertThat(summarized.at("/usage/output_tokens_details/reasoning_tokens").asInt()).isPositive();
  }

  @Test
  void anEffortOfNoneTurnsThinkingOff() throws Exception {
    thinkingAgent();
    body.set("reasoning", json("{\"effort\":\"none\"}"));

    assertThat(json(send().body()).at("/output/0/type").asText()).isEqualTo("message");
  }

  @Test
  void reasoningAndCallsComeBackAndTheAnswerQuotesTheResult() throws Exception {
    askWithTools();

    JsonNode answer = json(send().body());

    assertThat(answer.at("/output/1/content/0/text").asText())
        .startsWith("The tool search returned: \"Found it\".");
  }

  @Test
  void changedReasoningIsRejected() throws Exception {
    ArrayNode input = askWithTools();
    ((ObjectNode) input.get(1)).put("encrypted_content", "AAAA");

    HttpResponse<String> response = send();

    assertThat(error(response)).startsWith("400 The encrypted content for item rs_");
    assertThat(json(response.body()).at("/error/code").asText())
        .isEqualTo("invalid_encrypted_content");
  }

  @Test
  void aCallWithoutItsReasoningIsRejected() throws Exception {
    askWithTools().remove(1);

    assertThat(error(send()))
        .startsWith("400 Item 'fc_")
        .endsWith("was provided without its required 'reasoning' item.");
  }

  @Test
  void reasoningThatLedToNothingIsRejected() throws Exception {
    ArrayNode input = askWithTools();
    input.remove(3);
    input.remove(2);

    assertThat(error(send())).endsWith("without its required following item.");
  }

  @Test
  void reasoningThatNobodyHasKeptIsNotFound() throws Exception {
    ArrayNode input = askWithTools();
    ((ObjectNode) input.get(1)).remove("encrypted_content");

    assertThat(error(send())).startsWith("404 Item with id 'rs_");
  }

  @Test
  void everyCallNeedsItsOutputAndEveryOutputItsCall() throws Exception {
    ArrayNode input = askWithTools();
    JsonNode output = input.remove(3);
    assertThat(error(send())).startsWith("400 No tool output found for function call call_");

    input.removeAll().add(output);
    assertThat(error(send())).startsWith("400 No tool call found for function call output");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "input | 7 | Invalid type for 'input'",
        "input | [] | Invalid type for 'input'",
        "input | [{'type':'smell'}] | Invalid value: 'smell'",
        "input | [{'role':'robot','content':'hi'}] | Invalid value: 'robot'",
        "input | [{'role':'user','content':[{'type':'text2'}]}] | Invalid value: 'text2'",
        "input | [{'type':'item_reference','id':'msg_1'}] | Item with id 'msg_1' not found",
        "previous_response_id | 'resp_1' | Previous response with id 'resp_1' not found",
        "max_output_tokens | 15 | integer below minimum value",
        "reasoning | {'effort':'huge'} | Invalid value: 'huge'",
        "reasoning | {'summary':'long'} | Invalid value: 'long'",
        "tools | [{'type':'function'}] | Missing required parameter: 'tools[0].name'",
        "tools | [{'type':'function','name':'a','parameters':{'type':'string'}}] | Invalid schema for function 'a'",
        "tool_choice | 'required' | only allowed when 'tools' are specified",
        "background | true | only as a stream"
      })
  void anInvalidRequestIsRejected(String member, String value, String problem) throws Exception {
    body.set(member, json(value.replace('\'', '"')));

    assertThat(error(send())).contains(problem);
  }

  @Test
  void anOverloadInMidStreamIsAFailedResponseAndAServerErrorAnErrorEvent() throws Exception {
    inject(Fault.always(FaultKind.OVERLOADED).afterTokens(2));
    JsonNode failed = events(stream()).getLast();
    inject(Fault.always(FaultKind.SERVER_ERROR).afterTokens(2));
    JsonNode error = events(stream()).getLast();

    assertThat(failed.at("/response/status").asText()).isEqualTo("failed");
    assertThat(failed.at("/response/error/message").asText()).contains("overloaded");
    assertThat(error.path("type").asText()).isEqualTo("error");
  }

  @Test
  void tokensAreCountedWithoutAModel() throws Exception {
    JsonNode count = json(provider.openAi("/v1/responses/input_tokens", body.toString()).body());
    JsonNode response = json(send().body());

    assertThat(count.path("input_tokens").asInt())
        .isEqualTo(response.at("/usage/input_tokens").asInt())
        .isPositive();
  }

  /** Asks a question with a tool, adds the model's items and a result, and returns the input. */
  private ArrayNode askWithTools() throws Exception {
    thinkingAgent();
    body.put("store", false).set("include", json("[\"reasoning.encrypted_content\"]"));
    body.set("tools", json(TOOL));
    ArrayNode input = JsonNodeFactory.instance.arrayNode();
    input.addObject().put("role", "user").put("content", QUESTION);
    body.set("input", input);
    JsonNode output = json(send().body()).path("output");
    output.forEach(input::add);
    input
        .addObject()
        .put("type", "function_call_output")
        .put("call_id", output.path(1).path("call_id").asText())
        .put("output", "Found it");
    return input;
  }

  private void thinkingAgent() {
    ModelSettings model =
        Objects.requireNonNull(SimulatedProvider.FAST_SETTINGS.models().get(GPT))
            .withAgent(AgentSettings.ofSteps(List.of(List.of("search"))));
    ThinkingSettings thinking = new ThinkingSettings(5, 5, ThinkingDisplay.SUMMARIZED);
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withModel(GPT, model.withThinking(thinking)));
  }

  private void inject(Fault fault) {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(fault));
  }

  private HttpResponse<String> send() throws Exception {
    return provider.openAi("/v1/responses", body.toString());
  }

  private String stream() throws Exception {
    return provider.openAi("/v1/responses", body.deepCopy().put("stream", true).toString()).body();
  }

  private static List<JsonNode> events(String stream) {
    List<JsonNode> events = new ArrayList<>();
    stream
        .lines()
        .filter(line -> line.startsWith("data: "))
        .forEach(line -> events.add(json(line.substring(6))));
    return events;
  }

  /** Returns the types of events, where deltas that follow each other count as one. */
  private static List<String> types(String stream) {
    List<String> types = new ArrayList<>();
    for (JsonNode event : events(stream)) {
      String type = event.path("type").asText();
      if (!type.endsWith(".delta") || types.isEmpty() || !types.getLast().equals(type)) {
        types.add(type);
      }
    }
    return types;
  }
}
