package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.routing.RoutingCounters.Judgement;
import dev.firstword.core.routing.RoutingRules.Classifier;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Haiku is the classifier, with a budget of 300 ms. */
final class ComplexityClassifierTest {

  private static final String QUESTION = "Tell me of the Riemann hypothesis";
  private static final Profile CHAT = Profiles.defaultChat();

  private final RoutingFixture fixture = new RoutingFixture();
  private final Router router =
      fixture.router(
          RoutingRules.DEFAULTS.with(new Classifier("haiku", Classifier.DEFAULT_BUDGET)));
  private final List<Optional<Complexity>> results = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"simple, SIMPLE", "Moderate., MODERATE", "' complex\n', COMPLEX"})
  void usesTheModelsClassification(String says, Complexity complexity) {
    classify();
    assertThat(results).isEmpty();

    fixture.haiku.lastCall().deliver(says);
    fixture.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(results).containsExactly(Optional.of(complexity));
    assertThat(fixture.loop.pendingTimers()).isZero();
  }

  /** Providers refuse a message without text, and the question may be an image alone. */
  @Test
  void classifiesNoQuestionWithoutText() {
    assertThat(router.classify(" ", "", CHAT, null, fixture.loop)).isEmpty();
    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void deliversTheResultToALateListener() {
    ComplexityClassifier judging = start().orElseThrow();
    fixture.haiku.lastCall().deliver("complex");
    fixture.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    judging.onResult(complexity -> results.add(Optional.ofNullable(complexity)));

    assertThat(results).containsExactly(Optional.of(Complexity.COMPLEX));
  }

  @Test
  void closesALateCallAndReturnsNothing() {
    classify();
    fixture.haiku.lastCall().deliver("comp");

    fixture.loop.advance(Classifier.DEFAULT_BUDGET);

    assertThat(fixture.haiku.lastCall().isCancelled()).isTrue();
    assertThat(results).containsExactly(Optional.empty());
  }

  @Test
  void returnsNothingOnFailureOrUnknownOutput() {
    classify();
    fixture.haiku.lastCall().listener().onFailure(new ProviderFailure.Cut("x"));
    classify();
    fixture.haiku.lastCall().deliver("The Riemann hypothesis is");
    fixture.haiku.lastCall().listener().onEnd(FinishReason.LENGTH, Usage.NONE);

    assertThat(results).containsExactly(Optional.empty(), Optional.empty());
  }

  @Test
  void skipsClassificationForAPinnedModel() {
    assertThat(router.classify(QUESTION, "", CHAT, "opus", fixture.loop)).isEmpty();
    assertThat(fixture.haiku.calls()).isEmpty();
  }

  @Test
  void skipsClassificationWhileTheModelIsUnavailable() {
    fixture.reject("haiku", 3, Duration.ofSeconds(9));

    assertThat(start()).isEmpty();
  }

  @Test
  void leavesWhatTheProviderAcceptsToAnswers() {
    fixture.reject("haiku", 3, Duration.ofSeconds(9));
    fixture.loop.advance(Duration.ofSeconds(2));

    assertThat(fixture.candidate("haiku").isReady()).isTrue();
    assertThat(start()).isEmpty();
  }

  @Test
  void skipsClassificationWithoutAClassifier() {
    Router plain = fixture.router(RoutingRules.DEFAULTS);

    assertThat(plain.classify(QUESTION, "", CHAT, null, fixture.loop)).isEmpty();
  }

  @Test
  void classificationOverridesTheRules() {
    RecordingCallListener heard = new RecordingCallListener();
    RoutingRequest request = RoutingFixture.request("Hello!");
    router.open(request, fixture.loop, heard);
    router.open(withComplexity(request, Complexity.COMPLEX), fixture.loop, heard);

    assertThat(heard.events).containsExactly("model haiku simple", "model opus complex");
    assertThat(heard.judgedBy).containsExactly(JudgedBy.RULES, JudgedBy.MODEL);
    assertThat(router.counters().judgements())
        .containsEntry(new Judgement(Complexity.SIMPLE, JudgedBy.RULES), 1L)
        .containsEntry(new Judgement(Complexity.COMPLEX, JudgedBy.MODEL), 1L);
  }

  private static RoutingRequest withComplexity(RoutingRequest request, Complexity complexity) {
    return new RoutingRequest(
        request.prompt(),
        request.question(),
        complexity,
        request.profile(),
        null,
        request.priority(),
        null,
        null);
  }

  private void classify() {
    start().orElseThrow().onResult(complexity -> results.add(Optional.ofNullable(complexity)));
  }

  private Optional<ComplexityClassifier> start() {
    return router.classify(QUESTION, "", CHAT, null, fixture.loop);
  }
}
