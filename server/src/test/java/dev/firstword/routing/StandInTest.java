package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.provider.ProviderFailure;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A profile says who may be asked beside or in the place of the model that was chosen. */
final class StandInTest {

  private static final ProviderFailure MALFORMED = new ProviderFailure.Malformed("x");

  private final Stage stage = new Stage();
  private final RecordingRoute heard = new RecordingRoute();
  private final Router router = stage.router(RoutingRules.DEFAULTS);

  @Test
  void onlyTheyAreAskedWhenItFails() {
    ask(Set.of("sonnet"));

    stage.opus.lastCall().listener().onFailure(MALFORMED);
    stage.sonnet.lastCall().listener().onFailure(MALFORMED);

    assertThat(heard.told)
        .containsExactly(
            "model opus complex", "model sonnet fallback", "failure model_malformed retry");
    assertThat(stage.haiku.calls()).isEmpty();
  }

  @Test
  void onlyTheyAreAskedBesideIt() {
    stage.measured("opus", 100, 3000);
    ask(Set.of("sonnet"));

    stage.loop.advance(Duration.ofSeconds(4));

    assertThat(stage.sonnet.calls()).hasSize(1);
    assertThat(stage.haiku.calls()).isEmpty();
  }

  @Test
  void nobodyIsWhereNobodyMay() {
    stage.measured("opus", 100, 3000);
    ask(Set.of());

    stage.loop.advance(Duration.ofSeconds(4));
    stage.opus.lastCall().listener().onFailure(MALFORMED);

    assertThat(heard.told).containsExactly("model opus complex", "failure model_malformed retry");
  }

  @Test
  void onlyTheyAreTakenWhereItRests() {
    rest("opus");

    ask(Set.of("haiku"));

    assertThat(heard.told).containsExactly("model haiku fallback");
  }

  @Test
  void itIsAskedAllTheSameWhereItRestsAndNobodyMay() {
    rest("opus");

    ask(Set.of());

    assertThat(heard.told).containsExactly("model opus complex");
  }

  @Test
  void aWaitThatItsProviderAsksForIsToldWhereNobodyMay() {
    stage.prospect("opus").standing().health().throttled(Duration.ofSeconds(20));

    ask(Set.of());
    stage.loop.advance(Duration.ZERO);

    assertThat(heard.told).containsExactly("failure model_rate_limited wait");
    assertThat(heard.waits).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void theBudgetMayChooseWhoMayNotStandIn() {
    router.open(Stage.asking(Stage.COMPLEX, Duration.ofSeconds(1), Set.of()), stage.loop, heard);

    assertThat(heard.told).containsExactly("model haiku budget");
  }

  private void ask(Set<String> standIns) {
    router.open(Stage.asking(Stage.COMPLEX, null, standIns), stage.loop, heard);
  }

  private void rest(String model) {
    for (int i = 0; i < 8; i++) {
      stage.prospect(model).standing().health().failed();
    }
  }
}
