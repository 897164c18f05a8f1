package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.attachment.TestMedia;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Anthropic's official client talks to the server as it would to Anthropic. */
final class AnthropicSdkTest {

  @RegisterExtension
  static final ServerFixture SERVER = new ServerFixture(_ -> {}, AgentModels::addTo);

  private final AnthropicClient client =
      AnthropicOkHttpClient.builder()
          .baseUrl(SERVER.firstword().uri().toString())
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
  void runsAToolLoopWithThoughtsThroughAProviderOf(Dialect dialect) {
    for (ThinkingDisplay display : ThinkingDisplay.values()) {
      SERVER.models(AgentModels.simulated(display));
      MessageCreateParams.Builder conversation = question(AgentModels.name(dialect));

      Message calls = stream(conversation.build());
      conversation.addMessage(calls);
      conversation.addUserMessageOfContentBlockParams(results(calls));
      Message answer = stream(conversation.build());

      assertThat(toolUses(calls))
          .extracting(ToolUseBlock::name)
          .containsExactly(AgentModels.TOOL, AgentModels.TOOL);
      assertThat(calls.stopReason()).contains(StopReason.TOOL_USE);
      assertThat(calls.model().asString()).isEqualTo(AgentModels.name(dialect));
      assertThat(calls.usage().outputTokens()).isPositive();
      assertThat(answer.content().getLast().asText().text()).startsWith(AgentModels.ANSWER_START);
    }
  }

  @ParameterizedTest
  @EnumSource
  void getsTheSameAnswerWithoutStreamingFromAProviderOf(Dialect dialect) {
    SERVER.models(AgentModels.simulated(ThinkingDisplay.SUMMARIZED));
    MessageCreateParams params = question(AgentModels.name(dialect)).build();

    Message whole = client.messages().create(params).validate();
    Message streamed = stream(params);

    assertThat(whole.content()).hasSize(streamed.content().size());
    assertThat(toolUses(whole)).hasSize(2);
    assertThat(whole.stopReason()).isEqualTo(streamed.stopReason());
  }

  @ParameterizedTest
  @EnumSource
  void sendsAnImageAndAPdfToAProviderOf(Dialect dialect) {
    SERVER.models(AgentModels.withoutThoughts());

    Message message =
        client
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model(AgentModels.name(dialect))
                    .maxTokens(1_000)
                    .addUserMessageOfContentBlockParams(
                        List.of(
                            ContentBlockParam.ofText("What is this?"),
                            ContentBlockParam.ofImage(
                                Base64ImageSource.builder()
                                    .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                    .data(base64(TestMedia.png(64, 64)))
                                    .build()),
                            ContentBlockParam.ofDocument(
                                DocumentBlockParam.builder()
                                    .base64Source(base64(TestMedia.pdf(1)))
                                    .build())))
                    .build());

    assertThat(message.content().getLast().asText().text()).startsWith("I see 1 image and 1 file.");
  }

  @Test
  void isToldThatAModelIsUnknown() {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> stream(question("no-such-model").build()))
        .satisfies(e -> {
          assertThat(e.getMessage()).contains("There is no model named \\\"no-such-model\\\".");
          assertThat(e.headers().values("request-id")).hasSize(1);
        });
  }

  @Test
  void isToldByItsStatusThatTheModelIsLimited() {
    SERVER.faults(Fault.always(FaultKind.RATE_LIMIT));

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> stream(question(SimulatedModels.FAST).build()));
  }

  @Test
  void isToldInTheStreamThatItBroke() {
    SERVER.faults(Fault.always(FaultKind.CUT).afterTokens(3));

    assertThatExceptionOfType(AnthropicServiceException.class)
        .isThrownBy(() -> stream(question(SimulatedModels.FAST).build()));
  }

  @Test
  void countsTokens() {
    long tokens =
        client
            .messages()
            .countTokens(
                MessageCountTokensParams.builder()
                    .model(SimulatedModels.FAST)
                    .addUserMessage(AgentModels.QUESTION)
                    .build())
            .inputTokens();

    assertThat(tokens).isBetween(5L, 30L);
  }

  @Test
  void listsTheModels() {
    assertThat(client.models().list().data())
        .extracting(model -> model.id())
        .contains(SimulatedModels.FAST, "auto");
  }

  static MessageCreateParams.Builder question(String model) {
    return MessageCreateParams.builder()
        .model(model)
        .maxTokens(2_000)
        .addTool(
            Tool.builder()
                .name(AgentModels.TOOL)
                .inputSchema(
                    Tool.InputSchema.builder()
                        .properties(
                            Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty(
                                    "query", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .addRequired("query")
                        .build())
                .build())
        .addUserMessage(AgentModels.QUESTION);
  }

  private static List<ContentBlockParam> results(Message calls) {
    return toolUses(calls).stream()
        .map(call ->
            ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder()
                    .toolUseId(call.id())
                    .content(AgentModels.RESULT)
                    .build()))
        .toList();
  }

  private static List<ToolUseBlock> toolUses(Message message) {
    return message.content().stream().flatMap(block -> block.toolUse().stream()).toList();
  }

  private static String base64(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  private Message stream(MessageCreateParams params) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
      stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
    }
    return accumulator.message().validate();
  }
}
