package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStreamEvent;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests tools and reasoning of chat completions and responses with OpenAI's official client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiToolsClientTest {
  private static final String QUESTION = "How should we migrate our billing system?";
  private static final Map<String, Object> PARAMETERS =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("query", Map.of("type", "string")),
          "required",
          List.of("query"));

  private SimulatedProvider provider;
  private OpenAIClient client;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(provider.uri() + "/v1")
            .apiKey("any")
            .maxRetries(0)
            .timeout(Duration.ofSeconds(60))
            .build();
  }

  @BeforeEach
  void reset() {
    agent(ThinkingDisplay.SUMMARIZED);
  }

  @AfterAll
  void stop() {
    client.close();
    provider.close();
  }

  @Test
  void runsAToolLoopInAChat() {
    ChatCompletionCreateParams.Builder conversation = chat();

    ChatCompletionMessage calls = streamChat(conversation.build());
    conversation.addMessage(calls);
    toolCalls(calls)
        .forEach(call ->
            conversation.addMessage(
                ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.asFunction().id())
                    .content("Found it")
                    .build()));
    ChatCompletionMessage answer = streamChat(conversation.build());

    assertThat(toolCalls(calls)).hasSize(2);
    assertThat(toolCalls(calls).getFirst().asFunction().function().arguments())
        .startsWith("{\"query\":");
    assertThat(answer.content().orElseThrow())
        .startsWith("The tool search returned: \"Found it\".");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"ARGUMENTS_BY_CHARACTER", "ARGUMENTS_WHOLE", "ARGUMENTS_WITH_EMPTY_PIECES", "SPLIT"})
  void getsTheSameArgumentsInOtherPieces(FaultKind kind) {
    String usual = arguments(streamChat(chat().build()));
    provider.simulator.apply(provider.simulator.settings().withFaults(Fault.always(kind)));

    assertThat(arguments(streamChat(chat().build()))).isEqualTo(usual);
  }

  @ParameterizedTest
  @EnumSource
  void runsAToolLoopWithReasoningInResponses(ThinkingDisplay display) {
    agent(display);
    List<ResponseInputItem> input = new ArrayList<>();
    input.add(user());

    Response calls = streamResponse(response(input));
    calls.output().forEach(item -> input.add(handedBack(item)));
    input.add(output(calls, 1));
    input.add(output(calls, 2));
    Response answer = streamResponse(response(input));

    ResponseReasoningItem reasoning = calls.output().getFirst().asReasoning();
    assertThat(reasoning.encryptedContent()).isPresent();
    assertThat(reasoning.summary().isEmpty()).isEqualTo(display != ThinkingDisplay.SUMMARIZED);
    assertThat(calls.output().get(1).asFunctionCall().arguments()).startsWith("{\"query\":");
    assertThat(answer.output().getLast().asMessage().content().getFirst().asOutputText().text())
        .startsWith("The tool search returned: \"Found it\".");
  }

  @Test
  void getsACompleteResponse() {
    Response response = client.responses().create(response(List.of(user()))).validate();

    assertThat(response.output()).hasSize(3);
    assertThat(response.usage().orElseThrow().outputTokensDetails().reasoningTokens()).isPositive();
  }

  @Test
  void seesThatReasoningWasChanged() {
    List<ResponseInputItem> input = new ArrayList<>();
    input.add(user());
    Response calls = client.responses().create(response(input));
    ResponseReasoningItem reasoning = calls.output().getFirst().asReasoning();
    input.add(
        ResponseInputItem.ofReasoning(reasoning.toBuilder().encryptedContent("AAAA").build()));

    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(() -> client.responses().create(response(input)))
        .satisfies(e -> assertThat(e.code()).contains("invalid_encrypted_content"));
  }

  @Test
  void getsARefusal() {
    provider.simulator.apply(
        SimulatedProvider.FAST_SETTINGS.withFaults(Fault.always(FaultKind.REFUSAL)));

    Response response = streamResponse(response(List.of(user())));
    ChatCompletionMessage message = streamChat(chat().build());

    assertThat(response.output().getFirst().asMessage().content().getFirst().asRefusal().refusal())
        .isEqualTo("I can't help with that.");
    assertThat(message.refusal()).contains("I can't help with that.");
  }

  private void agent(ThinkingDisplay display) {
    SimulatorSettings fast = SimulatedProvider.FAST_SETTINGS;
    ModelSettings model = Objects.requireNonNull(fast.models().get(SimulatedProvider.GPT));
    provider.simulator.apply(
        fast.withModel(
            SimulatedProvider.GPT,
            model
                .withThinking(new ThinkingSettings(5, 5, display))
                .withAgent(AgentSettings.ofSteps(List.of(List.of("search", "search"))))));
  }

  private static ChatCompletionCreateParams.Builder chat() {
    return ChatCompletionCreateParams.builder()
        .model(SimulatedProvider.GPT)
        .putAdditionalBodyProperty(
            "tools",
            JsonValue.from(
                List.of(
                    Map.of(
                        "type",
                        "function",
                        "function",
                        Map.of("name", "search", "parameters", PARAMETERS)))))
        .addUserMessage(QUESTION);
  }

  private static ResponseCreateParams response(List<ResponseInputItem> input) {
    return ResponseCreateParams.builder()
        .model(SimulatedProvider.GPT)
        .store(false)
        .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
        .putAdditionalBodyProperty("reasoning", JsonValue.from(Map.of("summary", "auto")))
        .putAdditionalBodyProperty(
            "tools",
            JsonValue.from(
                List.of(
                    Map.of(
                        "type",
                        "function",
                        "name",
                        "search",
                        "parameters",
                        PARAMETERS,
                        "strict",
                        false))))
        .inputOfResponse(input)
        .build();
  }

  private static ResponseInputItem user() {
    return ResponseInputItem.ofEasyInputMessage(
        EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content(QUESTION).build());
  }

  private static ResponseInputItem handedBack(ResponseOutputItem item) {
    return item.isReasoning()
        ? ResponseInputItem.ofReasoning(item.asReasoning())
        : ResponseInputItem.ofFunctionCall(item.asFunctionCall());
  }

  private static ResponseInputItem output(Response calls, int index) {
    return ResponseInputItem.ofFunctionCallOutput(
        ResponseInputItem.FunctionCallOutput.builder()
            .callId(calls.output().get(index).asFunctionCall().callId())
            .output("Found it")
            .build());
  }

  private static List<ChatCompletionMessageToolCall> toolCalls(ChatCompletionMessage message) {
    return message.toolCalls().orElseThrow();
  }

  private static String arguments(ChatCompletionMessage message) {
    return toolCalls(message).getFirst().asFunction().function().arguments();
  }

  private ChatCompletionMessage streamChat(ChatCompletionCreateParams params) {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(chunk -> accumulator.accumulate(chunk.validate()));
    }
    ChatCompletion completion = accumulator.chatCompletion();
    return completion.choices().getFirst().message();
  }

  private Response streamResponse(ResponseCreateParams params) {
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
      stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
    }
    return accumulator.response().validate();
  }
}
