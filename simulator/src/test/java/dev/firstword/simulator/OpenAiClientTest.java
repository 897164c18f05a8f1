package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that OpenAI's official client works with the simulator as with the real service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientTest {
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
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS);
  }

  @AfterAll
  void stop() {
    client.close();
    provider.close();
  }

  @Test
  void getsACompletion() {
    ChatCompletion completion = client.chat().completions().create(question().build()).validate();

    assertThat(completion.choices().getFirst().message().content().orElseThrow())
        .contains("billing system");
    assertThat(completion.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(completion.usage().orElseThrow().completionTokens()).isGreaterThan(50);
  }

  @Test
  void getsAStreamWithUsageInItsLastChunk() {
    List<ChatCompletionChunk> chunks =
        stream(
            question()
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

    ChatCompletionChunk last = chunks.getLast();
    assertThat(text(chunks)).contains("billing system");
    assertThat(last.choices()).isEmpty();
    assertThat(last.usage().orElseThrow().completionTokens()).isGreaterThan(50);
  }

  @Test
  void getsAStreamWithoutUsageUnlessItAsks() {
    List<ChatCompletionChunk> chunks = stream(question().build());

    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
    assertThat(chunks.getLast().choices().getFirst().finishReason()).isPresent();
  }

  @Test
  void getsACompletionWithReasoning() {
    think(ThinkingDisplay.SUMMARIZED);

    ChatCompletion completion = client.chat().completions().create(question().build()).validate();

    var message = completion.choices().getFirst().message();
    assertThat(message._allProperties().get("reasoning_content"))
        .asString()
        .contains("billing system");
    assertThat(message.content().orElseThrow()).contains("billing system");
    assertThat(reasoningTokens(completion.usage().orElseThrow())).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void getsAStreamWithReasoning(ThinkingDisplay display) {
    think(display);

    List<ChatCompletionChunk> chunks =
        stream(
            question()
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

    switch (display) {
      case SUMMARIZED, RAW -> assertThat(reasoning(chunks)).contains("Reading");
      case OMITTED, COUNTS, UPDATES, REDACTED -> assertThat(reasoning(chunks)).isEmpty();
    }
    assertThat(text(chunks)).contains("billing system");
    assertThat(reasoningTokens(chunks.getLast().usage().orElseThrow())).isEqualTo(2);
  }

  @Test
  void turnsReasoningOff() {
    think(ThinkingDisplay.SUMMARIZED);

    List<ChatCompletionChunk> chunks =
        stream(question().reasoningEffort(ReasoningEffort.NONE).build());

    assertThat(reasoning(chunks)).isEmpty();
    assertThat(text(chunks)).contains("billing system");
  }

  @Test
  void aLimitIsTheFinishReason() {
    ChatCompletion completion =
        client.chat().completions().create(question().maxCompletionTokens(5).build());

    assertThat(completion.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(5);
  }

  @Test
  void longPromptsAreCachedAutomatically() {
    ChatCompletionCreateParams params =
        question().addSystemMessage("Always be kind. ".repeat(500)).build();

    long first = cachedTokens(client.chat().completions().create(params));
    long second = cachedTokens(client.chat().completions().create(params));

    assertThat(first).isZero();
    assertThat(second).isEqualTo(1_920);
  }

  @Test
  void getsEmbeddingsOfManyTexts() {
    CreateEmbeddingResponse response =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("text-embedding-3-small")
                    .inputOfArrayOfStrings(List.of("reset my password", "change the password"))
                    .build());

    assertThat(response.data()).hasSize(2);
    assertThat(response.data()).allSatisfy(entry -> assertThat(entry.embedding()).hasSize(1536));
  }

  @Test
  void numbersAndBase64AreTheSameVector() {
    List<Float> asDefault = embed(EmbeddingCreateParams.builder());
    List<Float> asNumbers =
        embed(
            EmbeddingCreateParams.builder()
                .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT));
    List<Float> asBase64 =
        embed(
            EmbeddingCreateParams.builder()
                .encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64));

    assertThat(asBase64).isEqualTo(asNumbers).isEqualTo(asDefault);
  }

  @Test
  void vectorsHaveTheDimensionsAskedFor() {
    assertThat(embed(EmbeddingCreateParams.builder().dimensions(256))).hasSize(256);
  }

  @Test
  void listsModels() {
    assertThat(client.models().list().data()).extracting(Model::id).contains("gpt-4o");
    assertThat(client.models().retrieve("gpt-4o").id()).isEqualTo("gpt-4o");
  }

  @Test
  void seesABadRequest() {
    assertThatExceptionOfType(BadRequestException.class)
        .isThrownBy(
            () -> client.chat().completions().create(question().maxCompletionTokens(0).build()))
        .satisfies(e -> assertThat(e.param()).contains("max_completion_tokens"));
  }

  @Test
  void seesAnUnknownModel() {
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> client.chat().completions().create(question().model("gpt-0").build()))
        .satisfies(e -> assertThat(e.code()).contains("model_not_found"));
  }

  @Test
  void seesARejectedKey() {
    injectFault(Fault.always(FaultKind.AUTHENTICATION));

    assertThatExceptionOfType(UnauthorizedException.class)
        .isThrownBy(() -> client.chat().completions().create(question().build()));
  }

  @Test
  void seesARateLimitAndASpentQuota() {
    injectFault(Fault.always(FaultKind.RATE_LIMIT).retryAfterSeconds(3));
    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> client.chat().completions().create(question().build()))
        .satisfies(e -> assertThat(e.code()).contains("rate_limit_exceeded"));

    injectFault(Fault.always(FaultKind.RATE_LIMIT));
    assertThatExceptionOfType(RateLimitException.class)
        .isThrownBy(() -> client.chat().completions().create(question().build()))
        .satisfies(e -> assertThat(e.code()).contains("insufficient_quota"));
  }

  @Test
  void seesServerErrorsAndOverloads() {
    for (FaultKind kind : List.of(FaultKind.SERVER_ERROR, FaultKind.OVERLOADED)) {
      injectFault(Fault.always(kind));

      assertThatExceptionOfType(InternalServerException.class)
          .isThrownBy(() -> client.chat().completions().create(question().build()));
    }
  }

  @Test
  void seesAnErrorInMidStream() {
    injectFault(Fault.always(FaultKind.OVERLOADED).afterTokens(3));

    assertThatExceptionOfType(OpenAIException.class)
        .isThrownBy(() -> stream(question().build()))
        .withMessageContaining("overloaded");
  }

  @Test
  void faultsApplyToEmbeddingModelsByName() {
    injectFault(Fault.always(FaultKind.SERVER_ERROR).forModel("text-embedding-3-small"));

    assertThatExceptionOfType(InternalServerException.class)
        .isThrownBy(() -> embed(EmbeddingCreateParams.builder()));
    assertThat(client.chat().completions().create(question().build()).choices()).hasSize(1);
  }

  private List<Float> embed(EmbeddingCreateParams.Builder params) {
    return client
        .embeddings()
        .create(params.model("text-embedding-3-small").input("reset my password").build())
        .data()
        .getFirst()
        .embedding();
  }

  private List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      return stream.stream().map(ChatCompletionChunk::validate).toList();
    }
  }

  private void think(ThinkingDisplay display) {
    SimulatorSettings fast = SimulatedProvider.FAST_SETTINGS;
    ModelSettings model = Objects.requireNonNull(fast.models().get(SimulatedProvider.GPT));
    provider.simulator.apply(
        fast.withModel(
            SimulatedProvider.GPT, model.withThinking(new ThinkingSettings(20, 20, display))));
  }

  private void injectFault(Fault fault) {
    provider.simulator.apply(SimulatedProvider.FAST_SETTINGS.withFaults(fault));
  }

  private static ChatCompletionCreateParams.Builder question() {
    return ChatCompletionCreateParams.builder()
        .model(SimulatedProvider.GPT)
        .addUserMessage("How should we migrate our billing system?");
  }

  private static String text(List<ChatCompletionChunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .map(choice -> choice.delta().content().orElse(""))
        .collect(Collectors.joining());
  }

  private static String reasoning(List<ChatCompletionChunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .map(choice -> choice.delta()._allProperties().get("reasoning_content"))
        .filter(Objects::nonNull)
        .map(Object::toString)
        .collect(Collectors.joining());
  }

  private static long reasoningTokens(CompletionUsage usage) {
    return usage.completionTokensDetails().orElseThrow().reasoningTokens().orElseThrow();
  }

  private static long cachedTokens(ChatCompletion completion) {
    return completion
        .usage()
        .orElseThrow()
        .promptTokensDetails()
        .orElseThrow()
        .cachedTokens()
        .orElseThrow();
  }
}
