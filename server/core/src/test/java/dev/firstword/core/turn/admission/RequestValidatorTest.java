package dev.firstword.core.turn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.profile.AnswerPolicy;
import dev.firstword.core.profile.OutputPolicy;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.profile.ToolPolicy;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.protocol.ChatRequest.SummaryPreference;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.region.RequiredRegion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RequestValidatorTest {

  private static final GenerationOptions TOOLS =
      GenerationOptions.DEFAULT.withTools(
          List.of(new ToolDefinition("get_orders", "", "{\"type\":\"object\"}")));

  @Test
  void aRequestMayLowerTheLength() {
    assertThat(validate(profile(null, 2_000), maxTokens(10), null).name()).isEqualTo("chat");
  }

  @Test
  void aRequestMayRaiseTheLengthUpToTheLimit() {
    assertThat(validate(profile(null, 8_000), maxTokens(8_000), null).name()).isEqualTo("chat");

    Problem problem =
        ThrownProblem.of(() -> validate(profile(null, 8_000), maxTokens(8_001), null));
    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.detail())
        .isEqualTo("The profile \"chat\" allows at most 8000 tokens. Lower \"max_tokens\".");
  }

  @Test
  void withoutALimitTheProfilesLengthIsTheLimit() {
    int maxTokens = Profiles.defaultChat().maxTokens();

    assertThat(validate(profile(null, null), maxTokens(maxTokens), null).maxTokensLimit())
        .isEqualTo(maxTokens);
    assertThat(
            ThrownProblem.of(() -> validate(profile(null, null), maxTokens(maxTokens + 1), null))
                .status())
        .isEqualTo(422);
  }

  @Test
  void refusesWhatThePinnedModelCannotDo() {
    Problem problem = ThrownProblem.of(() -> validate(profile(null, null), TOOLS, "plain"));

    assertThat(problem.status()).isEqualTo(422);
    assertThat(problem.detail()).isEqualTo("The model \"plain\" does not take this.");
    assertThat(validate(profile(null, null), TOOLS, "clever").name()).isEqualTo("chat");
  }

  @Test
  void refusesWhatNoModelCanDo() {
    GenerationOptions options =
        new GenerationOptions(null, 1.0, 0.5, List.of("x"), null, List.of(), ToolChoice.AUTO, true);

    Problem problem = ThrownProblem.of(() -> validate(profile(null, null), options, null));

    assertThat(problem.detail()).isEqualTo("No model of this server takes this.");
  }

  @Test
  void theRequestOverridesTheProfile() {
    Profile profile = profile(0.2, null);

    assertThat(ValidatedRequest.options(request(TOOLS, null), profile))
        .isEqualTo(
            new GenerationOptions(
                null, 0.2, 0.9, List.of(), null, TOOLS.tools(), ToolChoice.AUTO, null));
    GenerationOptions hot =
        new GenerationOptions(7, 1.5, null, List.of(), null, List.of(), ToolChoice.AUTO, null);
    assertThat(ValidatedRequest.options(request(hot, null), profile).temperature()).isEqualTo(1.5);
  }

  private static Profile validate(
      Profile profile, GenerationOptions options, @Nullable String model) {
    return new RequestValidator(new Profiles(List.of(profile)), new Models())
        .profileOf(request(options, model), "acme");
  }

  private static GenerationOptions maxTokens(int maxTokens) {
    return new GenerationOptions(
        maxTokens, null, null, List.of(), null, List.of(), ToolChoice.AUTO, null);
  }

  private static Profile profile(@Nullable Double temperature, @Nullable Integer maxTokensLimit) {
    Profile chat = Profiles.defaultChat();
    AnswerPolicy answer = chat.answerPolicy();
    return new Profile(
        chat.name(),
        chat.title(),
        chat.system(),
        true,
        null,
        chat.maxTokens(),
        chat.historyTokens(),
        chat.labels(),
        chat.modelPolicy(),
        chat.preparationPolicy(),
        chat.noticeAfter(),
        chat.timeouts(),
        new AnswerPolicy(
            answer.form(),
            answer.sections(),
            answer.expectedLength(),
            answer.summaryMinTokens(),
            answer.thinking(),
            new OutputPolicy(temperature, temperature == null ? null : 0.9, maxTokensLimit),
            new ToolPolicy(Duration.ofSeconds(5), 3)));
  }

  private static ChatRequest request(GenerationOptions options, @Nullable String model) {
    return new ChatRequest(
        "Hello",
        null,
        "chat",
        Map.of(),
        null,
        model,
        null,
        Priority.QUALITY,
        SummaryPreference.AUTO,
        null,
        null,
        List.of(),
        options,
        null,
        List.of());
  }

  /** One model that can use tools, one that cannot; no model has any other option. */
  private static final class Models implements ModelSupport {

    @Override
    public boolean hasModel(String name) {
      return name.equals("plain") || name.equals("clever");
    }

    @Override
    public RequiredRegion requiredRegion(String tenant, String profile) {
      return RequiredRegion.ANY;
    }

    @Override
    public Optional<String> refusal(
        RequiredRegion required,
        @Nullable String model,
        ThinkingOption thinking,
        GenerationOptions options,
        UnsupportedOptions policy) {
      if (options.temperature() == null && (options.tools().isEmpty() || !"plain".equals(model))) {
        return Optional.empty();
      }
      return Optional.of(
          model == null
              ? "No model of this server takes this."
              : "The model \"" + model + "\" does not take this.");
    }
  }
}
