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
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.models.ModelInfo;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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
    MessageAccumulator accumulator = MessageAccumulator.create();

    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(question().build())) {
      stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
    }

    Message message = accumulator.message();
    assertThat(text(message)).contains("billing system");
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
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
    MessageAccumulator accumulator = MessageAccumulator.create();

    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(question().maxTokens(20).build())) {
      stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
    }

    assertThat(accumulator.message().usage().outputTokens()).isEqualTo(20);
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
