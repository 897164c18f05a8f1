package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.models.Model;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseRetrieveParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's official client talks to the server as it would to OpenAI. */
final class OpenAiSdkTest {

  private static final Map<String, Object> PARAMETERS =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("query", Map.of("type", "string")),
          "required",
          List.of("query"));

  @RegisterExtension
  static final ServerFixture SERVER = new ServerFixture(_ -> {}, AgentModels::addTo);

  private final OpenAIClient client =
      OpenAIOkHttpClient.builder()
          .baseUrl(SERVER.firstword().uri() + "/v1")
          .apiKey("any")
          .maxRetries(0)
          .timeout(Duration.ofSeconds(30))
          .build();

  @AfterEach
  void close() {
    client.close();
  }

  @ParameterizedTest
  @EnumSource
  void runsAToolLoopInAChatThroughAProviderOf(Dialect dialect) {
    // Chat completions have no field for signed thoughts, without which this provider refuses.
    SERVER.models(
        dialect == Dialect.ANTHROPIC
            ? AgentModels.withoutThoughts()
            : AgentModels.simulated(ThinkingDisplay.SUMMARIZED));
    ChatCompletionCreateParams.Builder conversation = chat(AgentModels.name(dialect));

    ChatCompletionMessage calls = streamChat(conversation.build()).choices().getFirst().message();
    conversation.addMessage(calls);
    toolCalls(calls)
        .forEach(call ->
            conversation.addMessage(
                ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.asFunction().id())
                    .content(AgentModels.RESULT)
                    .build()));
    ChatCompletion answer = streamChat(conversation.build());

    assertThat(toolCalls(calls)).hasSize(2);
    assertThat(toolCalls(calls).getFirst().asFunction().function().arguments())
        .startsWith("{\"query\":");
    assertThat(answer.choices().getFirst().message().content().orElseThrow())
        .startsWith(AgentModels.ANSWER_START);
    assertThat(answer.model()).isEqualTo(AgentModels.name(dialect));
    assertThat(answer.usage().orElseThrow().completionTokens()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void getsAWholeChatCompletionFromAProviderOf(Dialect dialect) {
    SERVER.models(AgentModels.simulated(ThinkingDisplay.SUMMARIZED));

    ChatCompletion whole =
        client.chat().completions().create(chat(AgentModels.name(dialect)).build()).validate();

    assertThat(whole.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    assertThat(toolCalls(whole.choices().getFirst().message())).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void runsAToolLoopWithReasoningInResponsesThroughAProviderOf(Dialect dialect) {
    for (ThinkingDisplay display : ThinkingDisplay.values()) {
      SERVER.models(AgentModels.simulated(display));
      List<ResponseInputItem> input = new ArrayList<>();
      input.add(user());

      Response calls = streamResponse(response(dialect, input));
      calls.output().forEach(item -> input.add(handedBack(item)));
      calls.output().stream()
          .filter(ResponseOutputItem::isFunctionCall)
          .forEach(item -> input.add(output(item)));
      Response answer = streamResponse(response(dialect, input));

      assertThat(calls.output().stream().filter(ResponseOutputItem::isFunctionCall)).hasSize(2);
      assertThat(calls.status()).contains(ResponseStatus.COMPLETED);
      assertThat(answer.output().getLast().asMessage().content().getFirst().asOutputText().text())
          .startsWith(AgentModels.ANSWER_START);
    }
  }

  @ParameterizedTest
  @EnumSource
  void getsAWholeResponseFromAProviderOf(Dialect dialect) {
    SERVER.models(AgentModels.simulated(ThinkingDisplay.SUMMARIZED));

    Response whole = client.responses().create(response(dialect, List.of(user()))).validate();

    assertThat(whole.output().stream().filter(ResponseOutputItem::isFunctionCall)).hasSize(2);
    assertThat(whole.usage().orElseThrow().outputTokens()).isPositive();
  }

  @Test
  void isToldThatAModelIsUnknown() {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> streamChat(chat("no-such-model").build()))
        .satisfies(e -> assertThat(e.code()).contains("model_not_found"));
  }

  @Test
  void isToldByItsStatusThatTheModelIsLimited() {
    SERVER.faults(Fault.always(FaultKind.RATE_LIMIT));

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> streamChat(chat(SimulatedModels.FAST).build()));
  }

  @Test
  void isToldThatAChatBroke() {
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(3));

    assertThatExceptionOfType(OpenAIException.class)
        .isThrownBy(() -> streamChat(chat(SimulatedModels.FAST).build()));
  }

  @Test
  void isToldThatAResponseBroke() {
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(3));

    Response response =
        streamResponse(
            ResponseCreateParams.builder().model(SimulatedModels.FAST).input("Hello").build());

    assertThat(response.status()).contains(ResponseStatus.FAILED);
    assertThat(response.error()).isPresent();
  }

  @Test
  void followsResumesAndDeletesAResponseInTheBackground() {
    Response created =
        client.responses().create(background(SimulatedModels.FAST).build()).validate();
    String id = created.id();
    assertThat(created.status().orElseThrow())
        .isIn(ResponseStatus.QUEUED, ResponseStatus.IN_PROGRESS);

    List<ResponseStreamEvent> events = followed(id, null);
    List<ResponseStreamEvent> rest = followed(id, 3L);

    ResponseAccumulator accumulator = ResponseAccumulator.create();
    events.forEach(accumulator::accumulate);
    Response completed = client.responses().retrieve(id).validate();
    assertThat(accumulator.response()).isEqualTo(completed);
    assertThat(completed.status()).contains(ResponseStatus.COMPLETED);
    assertThat(rest).isEqualTo(events.subList(4, events.size()));
    assertThat(client.responses().cancel(id)).isEqualTo(completed);
    client.responses().delete(id);
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> client.responses().retrieve(id));
  }

  @Test
  void cancelsAResponseInTheBackground() {
    Response created = client.responses().create(background(SimulatedModels.WRITING).build());

    Response cancelled = client.responses().cancel(created.id()).validate();

    assertThat(cancelled.status()).contains(ResponseStatus.CANCELLED);
    assertThat(followed(created.id(), null).getLast().isIncomplete()).isTrue();
  }

  @Test
  void goesOnFromItsPreviousResponse() {
    Response first = client.responses().create(background(SimulatedModels.FAST).build());
    followed(first.id(), null);

    Response second =
        client
            .responses()
            .create(
                ResponseCreateParams.builder()
                    .model(SimulatedModels.FAST)
                    .input("And then?")
                    .previousResponseId(first.id())
                    .build())
            .validate();

    assertThat(second.status()).contains(ResponseStatus.COMPLETED);
    assertThat(second.conversation()).isEqualTo(first.conversation());
    assertThat(client.responses().retrieve(second.id())).isEqualTo(second);
  }

  private static ResponseCreateParams.Builder background(String model) {
    return ResponseCreateParams.builder().model(model).input("Hello").background(true);
  }

  private List<ResponseStreamEvent> followed(String id, @Nullable Long lastSeen) {
    ResponseRetrieveParams after =
        ResponseRetrieveParams.builder().startingAfter(Optional.ofNullable(lastSeen)).build();
    try (StreamResponse<ResponseStreamEvent> stream =
        client.responses().retrieveStreaming(id, after)) {
      return stream.stream().toList();
    }
  }

  @Test
  void listsTheModels() {
    assertThat(client.models().list().data())
        .extracting(Model::id)
        .contains(SimulatedModels.FAST, "auto");
  }

  private static ChatCompletionCreateParams.Builder chat(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .putAdditionalBodyProperty(
            "tools",
            JsonValue.from(
                List.of(
                    Map.of(
                        "type",
                        "function",
                        "function",
                        Map.of("name", AgentModels.TOOL, "parameters", PARAMETERS)))))
        .addUserMessage(AgentModels.QUESTION);
  }

  private static ResponseCreateParams response(Dialect dialect, List<ResponseInputItem> input) {
    return ResponseCreateParams.builder()
        .model(AgentModels.name(dialect))
        .store(false)
        .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
        .putAdditionalBodyProperty(
            "tools",
            JsonValue.from(
                List.of(
                    Map.of(
                        "type",
                        "function",
                        "name",
                        AgentModels.TOOL,
                        "parameters",
                        PARAMETERS,
                        "strict",
                        false))))
        .inputOfResponse(input)
        .build();
  }

  private static ResponseInputItem user() {
    return ResponseInputItem.ofEasyInputMessage(
        EasyInputMessage.builder()
            .role(EasyInputMessage.Role.USER)
            .content(AgentModels.QUESTION)
            .build());
  }

  private static ResponseInputItem handedBack(ResponseOutputItem item) {
    return item.isReasoning()
        ? ResponseInputItem.ofReasoning(item.asReasoning())
        : ResponseInputItem.ofFunctionCall(item.asFunctionCall());
  }

  private static ResponseInputItem output(ResponseOutputItem call) {
    return ResponseInputItem.ofFunctionCallOutput(
        ResponseInputItem.FunctionCallOutput.builder()
            .callId(call.asFunctionCall().callId())
            .output(AgentModels.RESULT)
            .build());
  }

  private static List<ChatCompletionMessageToolCall> toolCalls(ChatCompletionMessage message) {
    return message.toolCalls().orElseThrow();
  }

  private ChatCompletion streamChat(ChatCompletionCreateParams chat) {
    ChatCompletionCreateParams params =
        chat.toBuilder()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      stream.stream().forEach(chunk -> accumulator.accumulate(chunk.validate()));
    }
    return accumulator.chatCompletion();
  }

  private Response streamResponse(ResponseCreateParams params) {
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
      stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
    }
    return accumulator.response().validate();
  }
}
