package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.JudgedBy;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.routing.RouteCounts.Judged;
import dev.firstword.routing.RoutingRules.Classifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Haiku is the classifier, with 300 ms. */
final class JudgingTest {

  private static final String QUESTION = "Tell me of the Riemann hypothesis";
  private static final Profile CHAT = Profiles.standardChat();

  private final Stage stage = new Stage();
  private final Router router =
      stage.router(RoutingRules.DEFAULTS.with(new Classifier("haiku", Classifier.USUAL_BUDGET)));
  private final List<Optional<Complexity>> told = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"simple, SIMPLE", "Moderate., MODERATE", "' complex\n', COMPLEX"})
  void takesTheModelsWord(String says, Complexity complexity) {
    judge();
    assertThat(told).isEmpty();

    stage.haiku.lastCall().reads(says);
    stage.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    assertThat(told).containsExactly(Optional.of(complexity));
    assertThat(stage.loop.waitingTimers()).isZero();
  }

  @Test
  void isToldLaterToWhoAsksLater() {
    Judging judging = begin().orElseThrow();
    stage.haiku.lastCall().reads("complex");
    stage.haiku.lastCall().listener().onEnd(FinishReason.STOP, Usage.NONE);

    judging.whenOver(complexity -> told.add(Optional.ofNullable(complexity)));

    assertThat(told).containsExactly(Optional.of(Complexity.COMPLEX));
  }

  @Test
  void closesAModelThatIsLateAndDoesWithout() {
    judge();
    stage.haiku.lastCall().reads("comp");

    stage.loop.advance(Classifier.USUAL_BUDGET);

    assertThat(stage.haiku.lastCall().isCancelled()).isTrue();
    assertThat(told).containsExactly(Optional.empty());
  }

  @Test
  void doesWithoutOneThatFailsOrSaysSomethingElse() {
    judge();
    stage.haiku.lastCall().listener().onFailure(new ProviderFailure.Cut("x"));
    judge();
    stage.haiku.lastCall().reads("The Riemann hypothesis is");
    stage.haiku.lastCall().listener().onEnd(FinishReason.LENGTH, Usage.NONE);

    assertThat(told).containsExactly(Optional.empty(), Optional.empty());
  }

  @Test
  void asksNobodyWhereThereIsNothingToChoose() {
    assertThat(router.judge(QUESTION, CHAT, "opus", stage.loop)).isEmpty();
    assertThat(stage.haiku.calls()).isEmpty();
  }

  @Test
  void asksNobodyWhileTheModelIsNotWell() {
    stage.prospect("haiku").standing().health().throttled(Duration.ofSeconds(9));

    assertThat(begin()).isEmpty();
  }

  @Test
  void asksNobodyWhereNoClassifierIsConfigured() {
    Router plain = stage.router(RoutingRules.DEFAULTS);

    assertThat(plain.judge(QUESTION, CHAT, null, stage.loop)).isEmpty();
  }

  @Test
  void whatItSaysCountsMoreThanTheWords() {
    RecordingRoute heard = new RecordingRoute();
    RouteRequest request = Stage.asking("Hello!");
    router.open(request, stage.loop, heard);
    router.open(judged(request, Complexity.COMPLEX), stage.loop, heard);

    assertThat(heard.told).containsExactly("model haiku simple", "model opus complex");
    assertThat(heard.judgedBy).containsExactly(JudgedBy.RULES, JudgedBy.MODEL);
    assertThat(router.counts().judgements())
        .containsEntry(new Judged(Complexity.SIMPLE, JudgedBy.RULES), 1L)
        .containsEntry(new Judged(Complexity.COMPLEX, JudgedBy.MODEL), 1L);
  }

  private static RouteRequest judged(RouteRequest request, Complexity complexity) {
    return new RouteRequest(
        request.prompt(),
        request.question(),
        complexity,
        request.profile(),
        null,
        request.priority(),
        null,
        null);
  }

  private void judge() {
    begin().orElseThrow().whenOver(complexity -> told.add(Optional.ofNullable(complexity)));
  }

  private Optional<Judging> begin() {
    return router.judge(QUESTION, CHAT, null, stage.loop);
  }
}
