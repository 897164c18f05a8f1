package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.playback.Ending;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallLogTest {
  private final ManualClock clock = new ManualClock();
  private final CallLog log = new CallLog(clock);

  @Test
  void anOpenCallIsCountedAsOpen() {
    begin("opus");

    assertThat(log.snapshot().all().open()).isEqualTo(1);
    assertThat(log.snapshot().recent().getFirst().ending()).isEmpty();
  }

  @Test
  void aCallTellsWhenItBeganSpokeAndEnded() {
    Call call = begin("opus");
    clock.advance(Duration.ofMillis(300));
    call.firstToken();
    clock.advance(Duration.ofMillis(700));
    call.end(Ending.FINISHED, 42);

    CallRecord told = log.snapshot().recent().getFirst();
    assertThat(told.firstTokenAtMillis().orElseThrow() - told.startedAtMillis()).isEqualTo(300);
    assertThat(told.endedAtMillis().orElseThrow() - told.startedAtMillis()).isEqualTo(1_000);
    assertThat(told.outputTokens()).isEqualTo(42);
  }

  @Test
  void aCallEndsOnlyOnce() {
    Call call = begin("opus");

    call.end(Ending.FINISHED, 42);
    call.end(Ending.CLOSED_BY_CLIENT, 42);

    assertThat(log.snapshot().all().finished()).isEqualTo(1);
    assertThat(log.snapshot().all().closedByClient()).isZero();
  }

  @Test
  void countersAreKeptByModelAndInAll() {
    begin("opus").asked(new CacheUsage(1, 2, 3, 4));
    begin("haiku").end(Ending.FAILED, 0);

    SimulatorStats stats = log.snapshot();
    assertThat(stats.all().calls()).isEqualTo(2);
    assertThat(stats.byModel()).containsOnlyKeys("haiku", "opus");
    assertThat(stats.byModel().get("haiku"))
        .isEqualTo(new SimulatorStats.Counters(1, 0, 0, 0, 1, 0, 0, 0, 0, 0));
    assertThat(stats.byModel().get("opus"))
        .isEqualTo(new SimulatorStats.Counters(1, 1, 0, 0, 0, 0, 1, 5, 4, 0));
  }

  @Test
  void onlyTheLastThousandCallsAreRemembered() {
    for (int call = 0; call < 1_500; call++) {
      begin("opus").end(Ending.FINISHED, 1);
    }

    assertThat(log.snapshot().recent()).hasSize(1_000);
    assertThat(log.snapshot().recent().getFirst().number()).isEqualTo(501);
    assertThat(log.snapshot().all().calls()).isEqualTo(1_500);
  }

  @Test
  void aClientCannotMakeItGrowByNamingModels() {
    for (int call = 0; call < 1_000; call++) {
      begin("model-" + call);
    }

    assertThat(log.snapshot().byModel()).hasSizeLessThan(300);
    assertThat(log.snapshot().all().calls()).isEqualTo(1_000);
  }

  @Test
  void clearingForgetsWhatIsOverAndKeepsWhatIsOpen() {
    begin("opus").end(Ending.FINISHED, 1);
    Call open = begin("opus");
    open.met(Optional.of("silence"));

    log.clear();

    assertThat(log.snapshot().all())
        .isEqualTo(new SimulatorStats.Counters(1, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(log.snapshot().recent())
        .extracting(CallRecord::fault)
        .containsExactly(Optional.of("silence"));

    open.end(Ending.CLOSED_BY_CLIENT, 0);
    assertThat(log.snapshot().all().open()).isZero();
  }

  private Call begin(String model) {
    return log.begin("/v1/messages", model, "req_1", clock.millis());
  }
}
