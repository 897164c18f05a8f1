package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.media.SampleMedia;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import dev.firstword.simulator.tools.AgentSettings;
import java.time.Duration;
import java.util.Base64;
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

/** Tests tools, thoughts and media with Anthropic's official client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicToolsClientTest {
  private SimulatedProvider provider;
  private AnthropicClient client;

  @BeforeAll
  void start() {
    provider = new SimulatedProvider();
    client =
        AnthropicOkHttpClient.builder()
            .baseUrl(provider.uri().toString())
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

  @ParameterizedTest
  @EnumSource
  void runsAToolLoopWithThoughts(ThinkingDisplay display) {
    agent(display);
    MessageCreateParams.Builder conversation = question();

    Message calls = stream(conversation.build());
    conversation.addMessage(calls);
    conversation.addUserMessageOfContentBlockParams(results(calls));
    Message answer = stream(conversation.build());

    assertThat(toolUses(calls)).extracting(ToolUseBlock::name).containsExactly("search", "search");
    assertThat(calls.stopReason()).contains(StopReason.TOOL_USE);
    assertThat(arguments(toolUses(calls).getFirst())).containsKey("query");
    assertThat(answer.content().getLast().asText().text())
        .startsWith("The tool search returned: \"Found it\".");
  }

  @Test
  void getsToolCallsInACompleteMessage() {
    Message calls = client.messages().create(question().build()).validate();

    assertThat(toolUses(calls)).hasSize(2);
    assertThat(arguments(toolUses(calls).getLast())).containsKey("query");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"ARGUMENTS_BY_CHARACTER", "ARGUMENTS_WHOLE", "ARGUMENTS_WITH_EMPTY_PIECES", "SPLIT"})
  void getsTheSameArgumentsInOtherPieces(FaultKind kind) {
    Map<String, String> usual = arguments(toolUses(stream(question().build())).getFirst());
    provider.simulator.apply(provider.simulator.settings().withFaults(Fault.always(kind)));

    assertThat(arguments(toolUses(stream(question().build())).getFirst())).isEqualTo(usual);
  }

  @Test
  void seesThatAThoughtIsMissing() {
    MessageCreateParams.Builder conversation = question();
    Message calls = client.messages().create(conversation.build());
    conversation.addMessage(
        calls.toBuilder()
            .content(calls.content().stream().filter(ContentBlock::isToolUse).toList())
            .build());
    conversation.addUserMessageOfContentBlockParams(results(calls));

    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(() -> client.messages().create(conversation.build()))
        .withMessageContaining("must start with a thinking block");
  }

  @Test
  void sendsAnImageAndAPdf() {
    Message message =
        client
            .messages()
            .create(
                MessageCreateParams.builder()
                    .model(SimulatedProvider.MODEL)
                    .maxTokens(1_000)
                    .addUserMessageOfContentBlockParams(
                        List.of(
                            ContentBlockParam.ofText("What is this?"),
                            ContentBlockParam.ofImage(
                                Base64ImageSource.builder()
                                    .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                    .data(base64(SampleMedia.png(64, 64)))
                                    .build()),
                            ContentBlockParam.ofDocument(
                                DocumentBlockParam.builder()
                                    .base64Source(base64(SampleMedia.pdf(1)))
                                    .build())))
                    .build());

    assertThat(message.content().getLast().asText().text()).startsWith("I see 1 image and 1 file.");
  }

  private void agent(ThinkingDisplay display) {
    SimulatorSettings fast = SimulatedProvider.FAST_SETTINGS;
    ModelSettings model = Objects.requireNonNull(fast.models().get(SimulatedProvider.MODEL));
    provider.simulator.apply(
        fast.withModel(
            SimulatedProvider.MODEL,
            model
                .withThinking(new ThinkingSettings(5, 5, display))
                .withAgent(AgentSettings.ofSteps(List.of(List.of("search", "search"))))));
  }

  private static MessageCreateParams.Builder question() {
    return MessageCreateParams.builder()
        .model(SimulatedProvider.MODEL)
        .maxTokens(2_000)
        .addTool(
            Tool.builder()
                .name("search")
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
        .addUserMessage("How should we migrate our billing system?");
  }

  private static List<ContentBlockParam> results(Message calls) {
    return toolUses(calls).stream()
        .map(call ->
            ContentBlockParam.ofToolResult(
                ToolResultBlockParam.builder().toolUseId(call.id()).content("Found it").build()))
        .toList();
  }

  private static List<ToolUseBlock> toolUses(Message message) {
    return message.content().stream().flatMap(block -> block.toolUse().stream()).toList();
  }

  private static Map<String, String> arguments(ToolUseBlock call) {
    return Objects.requireNonNull(
        call._input().convert(new TypeReference<Map<String, String>>() {}));
  }

  private Message stream(MessageCreateParams params) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
      stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
    }
    return accumulator.message();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
