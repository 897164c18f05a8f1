package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.MODEL;
import static dev.firstword.simulator.SimulatedProvider.json;
import static dev.firstword.simulator.SimulatedProvider.messageBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests thoughts on the wire, in both APIs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThinkingOverHttpTest {
  private static final String QUESTION =
      "'messages':[{'role':'user','content':'How should we migrate our billing system?'}]";

  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @BeforeEach
  void think() {
    think(20, ThinkingDisplay.SUMMARIZED);
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @Test
  void aThoughtIsTheFirstBlockAndTheTextTheSecond() throws Exception {
    assertThat(shape(events(streamed(""))))
        .containsExactly(
            "message_start",
            "ping",
            "content_block_start 0 thinking",
            "content_block_delta 0 thinking_delta",
            "content_block_delta 0 signature_delta",
            "content_block_stop 0",
            "content_block_start 1 text",
            "content_block_delta 1 text_delta",
            "content_block_stop 1",
            "message_delta",
            "message_stop");
  }

  @Test
  void aThoughtOpensWithEmptyTextAndSignature() throws Exception {
    JsonNode block = events(streamed("")).get(2).path("content_block");

    assertThat(block)
        .isEqualTo(json("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"));
  }

  @ParameterizedTest
  @EnumSource(names = "REDACTED", mode = EnumSource.Mode.EXCLUDE)
  void aThoughtHasOneSignatureJustBeforeItsStop(ThinkingDisplay display) throws Exception {
    think(20, display);

    List<String> shape = shape(events(streamed("")));

    assertThat(shape).containsOnlyOnce("content_block_delta 0 signature_delta");
    assertThat(shape)
        .containsSubsequence("content_block_delta 0 signature_delta", "content_block_stop 0");
  }

  @Test
  void anOmittedThoughtIsItsSignatureOnly() throws Exception {
    think(20, ThinkingDisplay.OMITTED);

    assertThat(shape(events(streamed(""))))
        .containsSubsequence(
            "content_block_start 0 thinking",
            "content_block_delta 0 signature_delta",
            "content_block_stop 0")
        .doesNotContain("content_block_delta 0 thinking_delta");
  }

  @Test
  void countsAreIncrementsWithoutText() throws Exception {
    think(1_700, ThinkingDisplay.COUNTS);

    List<JsonNode> counts = thinkingDeltas(events(streamed("")));

    assertThat(counts)
        .isNotEmpty()
        .allSatisfy(delta -> {
          assertThat(delta.path("thinking").asText()).isEmpty();
          assertThat(delta.path("estimated_tokens").asInt()).isPositive();
        });
  }

  @Test
  void aRawThoughtHasADeltaForEachToken() throws Exception {
    think(200, ThinkingDisplay.RAW);

    List<JsonNode> events = events(streamed(""));

    assertThat(thinkingDeltas(events))
        .hasSize(thinkingTokens(events))
        .noneSatisfy(delta -> assertThat(delta.has("estimated_tokens")).isTrue());
  }

  @Test
  void theUsageCountsTheThought() throws Exception {
    List<JsonNode> events = events(streamed(""));

    JsonNode usage = messageDelta(events).path("usage");
    long textTokens = deltas(events, "text_delta").size();
    assertThat(thinkingTokens(events)).isEqualTo(2);
    assertThat(usage.path("output_tokens").asLong()).isEqualTo(2 + textTokens);
  }

  @Test
  void aLimitThatTheThoughtUsesUpLeavesNoText() throws Exception {
    think(60, ThinkingDisplay.SUMMARIZED);

    List<JsonNode> events =
        events(
            provider.messages(messageBody("'stream':true," + QUESTION).replace("500", "3")).body());

    assertThat(shape(events))
        .endsWith("content_block_stop 0", "message_delta", "message_stop")
        .doesNotContain("content_block_start 1 text");
    assertThat(messageDelta(events).at("/delta/stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(messageDelta(events).at("/usage/output_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void aCompleteMessageHasTheThoughtFirst() throws Exception {
    JsonNode message = complete("");

    assertThat(message.at("/content/0/type").asText()).isEqualTo("thinking");
    assertThat(message.at("/content/0/thinking").asText()).contains("billing system");
    assertThat(message.at("/content/0/signature").asText()).isNotEmpty();
    assertThat(message.at("/content/1/type").asText()).isEqualTo("text");
    assertThat(message.at("/usage/output_tokens_details/thinking_tokens").asInt()).isEqualTo(2);
  }

  @Test
  void streamedAndCompleteThoughtsMatch() throws Exception {
    String streamed =
        thinkingDeltas(events(streamed(""))).stream()
            .map(delta -> delta.path("thinking").asText())
            .collect(Collectors.joining());
    think();

    assertThat(complete("").at("/content/0/thinking").asText()).isEqualTo(streamed).isNotEmpty();
  }

  @Test
  void aRequestTurnsThinkingOff() throws Exception {
    assertThat(complete("'thinking':{'type':'disabled'},").at("/content/0/type").asText())
        .isEqualTo("text");
  }

  @Test
  void aModelThatThinksOnlyOnRequestWaitsForOne() throws Exception {
    apply(new ThinkingSettings(20, 20, ThinkingDisplay.SUMMARIZED).onlyOnRequest());

    assertThat(complete("").at("/content/0/type").asText()).isEqualTo("text");
    assertThat(complete("'thinking':{'type':'adaptive'},").at("/content/0/type").asText())
        .isEqualTo("thinking");
    assertThat(
            json(provider
                    .messages(
                        messageBody(
                                "'thinking':{'type':'enabled','budget_tokens':1024}," + QUESTION)
                            .replace("500", "2000"))
                    .body())
                .at("/content/0/type")
                .asText())
        .isEqualTo("thinking");
  }

  @Test
  void theDisplayOfTheRequestReplacesTheModels() throws Exception {
    JsonNode omitted = complete("'thinking':{'type':'adaptive','display':'omitted'},");
    think(20, ThinkingDisplay.OMITTED);
    JsonNode summarized = complete("'thinking':{'type':'adaptive','display':'summarized'},");

    assertThat(omitted.at("/content/0/thinking").asText("missing")).isEmpty();
    assertThat(summarized.at("/content/0/thinking").asText()).isNotEmpty();
  }

  @Test
  void aModelWithoutThinkingSettingsIgnoresTheRequest() throws Exception {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
    String plain = withoutIds(streamed(""));
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);

    assertThat(withoutIds(streamed("'thinking':{'type':'adaptive'},"))).isEqualTo(plain);
  }

  @Test
  void aStreamWithThinkingTurnedOffIsTheSameAsOfAModelWithoutIt() throws Exception {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
    String plain = withoutIds(streamed(""));
    think();

    assertThat(withoutIds(streamed("'thinking':{'type':'disabled'},"))).isEqualTo(plain);
  }

  @Test
  void warmingTheCacheDoesNotThink() throws Exception {
    JsonNode message = json(provider.messages(messageBody(QUESTION).replace("500", "0")).body());

    assertThat(message.path("content").isEmpty()).isTrue();
    assertThat(message.at("/usage/output_tokens").asInt()).isZero();
  }

  @Test
  void aChatStreamHasReasoningBeforeContent() throws Exception {
    List<JsonNode> chunks = chunks(streamedChat(""));

    assertThat(deltaFields(chunks)).containsExactly("role", "reasoning_content", "content", "none");
    assertThat(joined(chunks, "reasoning_content")).contains("billing system");
    assertThat(joined(chunks, "content")).contains("billing system");
  }

  @ParameterizedTest
  @EnumSource(names = {"OMITTED", "COUNTS", "UPDATES", "REDACTED"})
  void aHiddenThoughtIsNothingInAChatStream(ThinkingDisplay display) throws Exception {
    think(20, display);

    List<JsonNode> chunks = chunks(streamedChat(""));

    assertThat(deltaFields(chunks)).containsExactly("role", "content", "none");
    assertThat(chunks.getLast().at("/usage/completion_tokens_details/reasoning_tokens").asInt())
        .isEqualTo(2);
  }

  @Test
  void aChatCompletionHasItsReasoningOnTheMessage() throws Exception {
    JsonNode completion = json(chat("false", ""));

    assertThat(completion.at("/choices/0/message/reasoning_content").asText())
        .contains("billing system");
    assertThat(completion.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"none, false", "low, true", "high, true"})
  void anEffortTurnsThinkingOnOrOff(String effort, boolean thinks) throws Exception {
    JsonNode completion = json(chat("false", "'reasoning_effort':'" + effort + "',"));

    assertThat(completion.at("/choices/0/message").has("reasoning_content")).isEqualTo(thinks);
  }

  @Test
  void statsDescribeTheThought() throws Exception {
    streamed("");

    JsonNode call = lastCall();
    assertThat(call.path("thinking_started_at_ms").asLong()).isEqualTo(provider.clock.millis());
    assertThat(call.path("thinking_tokens").asInt()).isEqualTo(2);
    assertThat(call.path("output_tokens").asInt()).isGreaterThan(2);
  }

  @Test
  void statsOfACallWithoutAThoughtHaveNone() throws Exception {
    streamed("'thinking':{'type':'disabled'},");

    assertThat(lastCall().has("thinking_started_at_ms")).isFalse();
    assertThat(lastCall().has("thinking_tokens")).isFalse();
  }

  private void think(double millis, ThinkingDisplay display) {
    apply(new ThinkingSettings(millis, millis, display));
  }

  private void apply(ThinkingSettings thinking) {
    SimulatorSettings fast = SimulatedProvider.FAST_SETTINGS;
    provider.simulator.apply(
        fast.withModel(MODEL, model(fast, MODEL).withThinking(thinking))
            .withModel(GPT, model(fast, GPT).withThinking(thinking)));
  }

  private static ModelSettings model(SimulatorSettings settings, String name) {
    return Objects.requireNonNull(settings.models().get(name));
  }

  private String streamed(String members) throws Exception {
    return provider.messages(messageBody("'stream':true," + members + QUESTION)).body();
  }

  private JsonNode complete(String members) throws Exception {
    return json(provider.messages(messageBody(members + QUESTION)).body());
  }

  private String streamedChat(String members) throws Exception {
    return chat("true", "'stream_options':{'include_usage':true}," + members);
  }

  private String chat(String stream, String members) throws Exception {
    String body = "{'model':'" + GPT + "','stream':" + stream + "," + members + QUESTION + "}";
    return provider.openAi("/v1/chat/completions", body.replace('\'', '"')).body();
  }

  private JsonNode lastCall() throws Exception {
    JsonNode calls =
        json(provider.send(provider.request("/simulator/stats")).body()).path("recent");
    return calls.path(calls.size() - 1);
  }

  private static List<JsonNode> events(String body) {
    return body.lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> json(line.substring("data: ".length())))
        .toList();
  }

  private static List<JsonNode> chunks(String body) {
    return events(body.replace("data: [DONE]", ""));
  }

  /** Returns the events' types, blocks and kinds. Successive equal ones are one. */
  private static List<String> shape(List<JsonNode> events) {
    List<String> shape = new ArrayList<>();
    for (JsonNode event : events) {
      String entry =
          (event.path("type").asText()
                  + " "
                  + event.path("index").asText()
                  + " "
                  + event.at("/content_block/type").asText()
                  + event.at("/delta/type").asText())
              .strip();
      if (shape.isEmpty() || !shape.getLast().equals(entry)) {
        shape.add(entry);
      }
    }
    return shape;
  }

  private static List<JsonNode> deltas(List<JsonNode> events, String deltaType) {
    return events.stream()
        .map(event -> event.path("delta"))
        .filter(delta -> delta.path("type").asText().equals(deltaType))
        .toList();
  }

  private static List<JsonNode> thinkingDeltas(List<JsonNode> events) {
    return deltas(events, "thinking_delta");
  }

  private static JsonNode messageDelta(List<JsonNode> events) {
    return events.get(events.size() - 2);
  }

  private static int thinkingTokens(List<JsonNode> events) {
    return messageDelta(events).at("/usage/output_tokens_details/thinking_tokens").asInt();
  }

  /** Returns the first field of each delta. Successive equal ones are one. */
  private static List<String> deltaFields(List<JsonNode> chunks) {
    List<String> fields = new ArrayList<>();
    for (JsonNode chunk : chunks) {
      for (JsonNode choice : chunk.path("choices")) {
        var names = choice.path("delta").fieldNames();
        String name = names.hasNext() ? names.next() : "none";
        if (fields.isEmpty() || !fields.getLast().equals(name)) {
          fields.add(name);
        }
      }
    }
    return fields;
  }

  private static String joined(List<JsonNode> chunks, String field) {
    return chunks.stream()
        .map(chunk -> chunk.at("/choices/0/delta/" + field).asText(""))
        .collect(Collectors.joining());
  }

  private static String withoutIds(String body) {
    return body.replaceAll("msg_\\w+", "msg");
  }
}
