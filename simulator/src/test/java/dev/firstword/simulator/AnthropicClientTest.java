package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingConfigAdaptive;
import com.anthropic.models.messages.ThinkingConfigDisabled;
import com.anthropic.models.models.ModelInfo;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that Anthropic's official client works with the simulator as with the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicClientTest {
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
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
  }

  @AfterAll
  void stop() {
    client.close();
    provider.close();
  }

  @Test
  void getsAMessage() {
    Message message = client.messages().create(question().build()).validate();

    assertThat(message.stopReason()).contains(StopReason.END_TURN);
    assertThat(text(message)).contains("billing system");
    assertThat(message.usage().outputTokens()).isGreaterThan(50);
  }

  @Test
  void getsAStream() {
    Message message = stream(question().build());

    assertThat(text(message)).contains("billing system");
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
  }

  @Test
  void getsAThoughtAndThenAMessage() {
    think(ThinkingDisplay.SUMMARIZED);

    Message message = client.messages().create(question().build()).validate();

    assertThat(message.content()).hasSize(2);
    assertThat(message.content().getFirst().asThinking().thinking()).contains("billing system");
    assertThat(message.content().getFirst().asThinking().signature()).isNotEmpty();
    assertThat(message.content().getLast().asText().text()).contains("billing system");
    assertThat(message.usage().outputTokensDetails().orElseThrow().thinkingTokens()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void getsAStreamWithAThought(ThinkingDisplay display) {
    think(display);

    Message message = stream(question().build());

    ContentBlock thought = message.content().getFirst();
    assertThat(message.content().getLast().asText().text()).contains("billing system");
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
    switch (display) {
      case SUMMARIZED, RAW -> assertThat(thought.asThinking().thinking()).startsWith("Reading");
      case OMITTED, COUNTS, UPDATES -> assertThat(thought.asThinking().thinking()).isEmpty();
      case REDACTED -> assertThat(thought.asRedactedThinking().data()).isNotEmpty();
    }
  }

  @Test
  void getsTheTokensOfAStreamedThought() {
    think(ThinkingDisplay.OMITTED);

    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(question().build())) {
      assertThat(
              stream.stream()
                  .flatMap(event -> event.messageDelta().stream())
                  .map(event -> event.usage().outputTokensDetails().orElseThrow().thinkingTokens()))
          .containsExactly(2L);
    }
  }

  @Test
  void turnsAThoughtOff() {
    think(ThinkingDisplay.SUMMARIZED);

    Message message = stream(question().thinking(ThinkingConfigDisabled.builder().build()).build());

    assertThat(text(message)).contains("billing system");
  }

  @Test
  void choosesTheDisplayOfAThought() {
    think(ThinkingDisplay.OMITTED);

    Message message =
        stream(
            question()
                .thinking(
                    ThinkingConfigAdaptive.builder()
                        .display(ThinkingConfigAdaptive.Display.SUMMARIZED)
                        .build())
                .build());

    assertThat(message.content().getFirst().asThinking().thinking()).contains("billing system");
  }

  @Test
  void readsPreviouslyWrittenPromptFromCache() {
    MessageCreateParams params =
        question()
            .systemOfTextBlockParams(
                List.of(
                    TextBlockParam.builder()
                        .text("Always be kind. ".repeat(400))
                        .cacheControl(
                            CacheControlEphemeral.builder()
                                .ttl(CacheControlEphemeral.Ttl.TTL_1H)
                                .build())
                        .build()))
            .build();

    Message first = client.messages().create(params);
    Message second = client.messages().create(params);

    assertThat(first.usage().cacheCreation().orElseThrow().ephemeral1hInputTokens())
        .isEqualTo(1_600);
    assertThat(second.usage().cacheReadInputTokens()).contains(1_600L);
  }

  @Test
  void listsModels() {
    List<ModelInfo> models = client.models().list().data();

    assertThat(models).extracting(ModelInfo::id).contains("claude-opus-4-6");
    assertThat(client.models().retrieve("claude-opus-4-6").validate().id())
        .isEqualTo("claude-opus-4-6");
  }

  @Test
  void seesABadRequest() {
    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(() -> client.messages().create(question().addStopSequence(" ").build()))
        .satisfies(e -> assertThat(e.requestId()).isPresent());
  }

  @Test
  void seesAnUnknownModel() {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> client.messages().create(question().model("claude-nobody").build()));
  }

  @Test
  void seesARejectedKey() {
    injectFault(Fault.always(FaultKind.AUTHENTICATION));

    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(() -> client.messages().create(question().build()));
  }

  @Test
  void seesARateLimitWithRetryAfter() {
    injectFault(Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(7));

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> client.messages().create(question().build()))
        .satisfies(e -> assertThat(e.headers().values("retry-after")).containsExactly("7"));
  }

  @Test
  void seesASpendCapWithoutRetryAfter() {
    injectFault(Fault.always(FaultKind.RATE_LIMIT));

    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> client.messages().create(question().build()))
        .satisfies(e -> assertThat(e.headers().values("retry-after")).isEmpty());
  }

  @Test
  void seesAServerError() {
    injectFault(Fault.always(FaultKind.SERVER_ERROR));

    assertThatExceptionOfType(InternalServerException.class)
        .isThrownBy(() -> client.messages().create(question().build()));
  }

  @Test
  void seesAnOverload() {
    injectFault(Fault.always(FaultKind.OVERLOADED));

    assertThatExceptionOfType(AnthropicServiceException.class)
        .isThrownBy(() -> client.messages().create(question().build()))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(529));
  }

  @Test
  void seesAnErrorInMidStream() {
    injectFault(Fault.always(FaultKind.OVERLOADED).afterTokens(5));

    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(question().build())) {
      assertThatExceptionOfType(AnthropicServiceException.class)
          .isThrownBy(() -> stream.stream().forEach(event -> {}))
          .withMessageContaining("Overloaded");
    }
  }

  @Test
  void getsAStreamThatArrivesInFragments() {
    injectFault(Fault.always(FaultKind.SPLIT));

    Message message = stream(question().maxTokens(20).build());

    assertThat(message.usage().outputTokens()).isEqualTo(20);
  }

  private Message stream(MessageCreateParams params) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
      stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
    }
    return accumulator.message();
  }

  private void think(ThinkingDisplay display) {
    SimulatorSettings fast = SimulatedProvider.FAST_SETTINGS;
    ModelSettings model = Objects.requireNonNull(fast.models().get(SimulatedProvider.MODEL));
    provider.simulator.apply(
        fast.withModel(
            SimulatedProvider.MODEL, model.withThinking(new ThinkingSettings(20, 20, display))));
  }

  private void injectFault(Fault fault) {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(fault));
  }

  private static MessageCreateParams.Builder question() {
    return MessageCreateParams.builder()
        .model(SimulatedProvider.MODEL)
        .maxTokens(1_000)
        .addUserMessage("How should we migrate our billing system?");
  }

  private static String text(Message message) {
    return message.content().getFirst().asText().text();
  }
}
