package dev.firstword.simulator;

import static dev.firstword.simulator.SimulatedProvider.GPT;
import static dev.firstword.simulator.SimulatedProvider.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the oddities of text, thoughts and tool calls in chat completions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatOdditiesOverHttpTest {
  private SimulatedProvider provider;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
  }

  @AfterAll
  void stop() {
    provider.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"REASONING | /reasoning", "REASONING_DETAILS | /reasoning_details/0/text"})
  void thoughtsAreInAnotherField(FaultKind kind, String pointer) throws Exception {
    injectIntoThinking(Fault.always(kind));

    JsonNode delta =
        ChatStream.chunks(ChatStream.of(provider, ChatStream.HELLO)).get(1).at("/choices/0/delta");

    assertThat(delta.at(pointer).asText()).startsWith("Reading");
    assertThat(delta.has("reasoning_content")).isFalse();
  }

  @Test
  void thoughtsAreInTheTextBetweenTags() throws Exception {
    injectIntoThinking(Fault.always(FaultKind.THINK_TAGS));

    StringBuilder text = new StringBuilder();
    ChatStream.chunks(ChatStream.of(provider, ChatStream.HELLO))
        .forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
    String whole =
        json(provider.openAi("/v1/chat/completions", ChatStream.body(ChatStream.HELLO)).body())
            .at("/choices/0/message/content")
            .asText();

    assertThat(text.toString()).matches("(?s)<think>Reading.*</think>\n\n.+");
    assertThat(whole).matches("(?s)<think>Reading.*</think>\n\n.+");
  }

  @Test
  void argumentsAreObjectsInOnePiece() throws Exception {
    inject(Fault.always(FaultKind.ARGUMENTS_AS_OBJECT));

    List<JsonNode> calls = ChatStream.toolCalls(ChatStream.of(provider, ChatStream.TOOLS));

    assertThat(calls).hasSize(2);
    assertThat(calls.getFirst().at("/function/arguments/q").asText()).isNotEmpty();
    assertThat(calls.getFirst().path("id").asText()).startsWith("call_");
  }

  @Test
  void argumentsAreNotJson() throws Exception {
    inject(Fault.always(FaultKind.ARGUMENTS_INVALID_JSON));

    StringBuilder arguments = new StringBuilder();
    ChatStream.toolCalls(ChatStream.of(provider, ChatStream.TOOLS)).stream()
        .filter(call -> call.path("index").asInt() == 0)
        .forEach(call -> arguments.append(call.at("/function/arguments").asText()));

    assertThat(arguments.toString()).startsWith("{\"q\":").endsWith(",");
  }

  @Test
  void eachToolDeltaRepeatsItsFields() throws Exception {
    inject(Fault.always(FaultKind.TOOL_FIELDS_REPEATED));

    List<JsonNode> calls = ChatStream.toolCalls(ChatStream.of(provider, ChatStream.TOOLS));

    assertThat(calls)
        .hasSizeGreaterThan(3)
        .allSatisfy(call -> {
          assertThat(call.path("id").asText()).startsWith("call_");
          assertThat(call.at("/function/name").asText())
              .isEqualTo(call.path("index").asInt() == 0 ? "search" : "look");
        });
  }

  @Test
  void fieldsOfToolCallsAreMissing() throws Exception {
    inject(Fault.always(FaultKind.TOOL_INDEX_MISSING));
    assertThat(ChatStream.toolCalls(ChatStream.of(provider, ChatStream.TOOLS)))
        .hasSize(2)
        .noneMatch(call -> call.has("index"))
        .extracting(call -> call.at("/function/name").asText())
        .containsExactly("search", "look");

    inject(Fault.always(FaultKind.TOOL_ID_MISSING));
    assertThat(ChatStream.toolCalls(ChatStream.of(provider, ChatStream.TOOLS)))
        .noneMatch(call -> call.has("id"));
  }

  @Test
  void aToolCallIsAFunctionCall() throws Exception {
    inject(Fault.always(FaultKind.LEGACY_FUNCTION_CALL));

    List<JsonNode> chunks = ChatStream.chunks(ChatStream.of(provider, ChatStream.TOOLS));

    assertThat(chunks.get(1).at("/choices/0/delta/function_call/name").asText())
        .isEqualTo("search");
    assertThat(ChatStream.finishReason(chunks)).isEqualTo("function_call");
  }

  @Test
  void toolCallsEndWithStop() throws Exception {
    inject(Fault.always(FaultKind.FINISH_STOP_WITH_TOOLS));

    assertThat(
            ChatStream.finishReason(ChatStream.chunks(ChatStream.of(provider, ChatStream.TOOLS))))
        .isEqualTo("stop");
  }

  @Test
  void contentIsAListOfParts() throws Exception {
    inject(Fault.always(FaultKind.CONTENT_PARTS));

    JsonNode part =
        ChatStream.chunks(ChatStream.of(provider, ChatStream.HELLO))
            .get(1)
            .at("/choices/0/delta/content/0");

    assertThat(part.path("type").asText()).isEqualTo("text");
    assertThat(part.path("text").asText()).isNotEmpty();
  }

  @Test
  void theRoleIsInEveryDelta() throws Exception {
    inject(Fault.always(FaultKind.ROLE_REPEATED));

    assertThat(ChatStream.chunks(ChatStream.of(provider, ChatStream.HELLO)))
        .allSatisfy(
            chunk -> assertThat(chunk.at("/choices/0/delta/role").asText()).isEqualTo("assistant"));
  }

  private void inject(Fault fault) {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(fault));
  }

  private void injectIntoThinking(Fault fault) {
    ModelSettings model = Objects.requireNonNull(SimulatedProvider.FAST_SETTINGS.models().get(GPT));
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS
            .withModel(
                GPT, model.withThinking(new ThinkingSettings(20, 20, ThinkingDisplay.SUMMARIZED)))
            .withFaults(fault));
  }
}
