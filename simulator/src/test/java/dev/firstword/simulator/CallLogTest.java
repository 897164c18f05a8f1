package dev.firstword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.response.CallOutcome;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallLogTest {
  private final ManualClock clock = new ManualClock();
  private final CallLog log = new CallLog(clock);

  @Test
  void anOpenCallIsCountedAsOpen() {
    begin("opus");

    assertThat(log.snapshot().total().open()).isEqualTo(1);
    assertThat(log.snapshot().recentCalls().getFirst().outcome()).isEmpty();
  }

  @Test
  void aCallRecordsStartFirstTokenAndEnd() {
    LoggedCall call = begin("opus");
    clock.advance(Duration.ofMillis(300));
    call.recordFirstToken();
    clock.advance(Duration.ofMillis(700));
    call.end(CallOutcome.FINISHED, 42);

    CallRecord record = log.snapshot().recentCalls().getFirst();
    assertThat(record.firstTokenAtMillis().orElseThrow() - record.startedAtMillis()).isEqualTo(300);
    assertThat(record.endedAtMillis().orElseThrow() - record.startedAtMillis()).isEqualTo(1_000);
    assertThat(record.outputTokens()).isEqualTo(42);
  }

  @Test
  void aCallWithoutAThoughtRecordsNone() {
    LoggedCall call = begin("opus");
    call.end(CallOutcome.FINISHED, 42);

    CallRecord record = log.snapshot().recentCalls().getFirst();
    assertThat(record.thinkingStartedAtMillis()).isEmpty();
    assertThat(record.thinkingTokens()).isEmpty();
  }

  @Test
  void theTokensOfAThoughtAreOutputTokens() {
    LoggedCall call = begin("opus");
    clock.advance(Duration.ofMillis(300));
    call.recordThinkingStart();
    clock.advance(Duration.ofMillis(5_000));
    call.recordThinkingTokens(100);
    call.end(CallOutcome.FINISHED, 42);

    CallRecord record = log.snapshot().recentCalls().getFirst();
    assertThat(record.thinkingStartedAtMillis().orElseThrow() - record.startedAtMillis())
        .isEqualTo(300);
    assertThat(record.thinkingTokens()).hasValue(100);
    assertThat(record.outputTokens()).isEqualTo(142);
    assertThat(log.snapshot().total().outputTokens()).isEqualTo(142);
  }

  @Test
  void aThoughtUnderWayHasNoTokensYet() {
    begin("opus").recordThinkingStart();

    assertThat(log.snapshot().recentCalls().getFirst().thinkingTokens()).hasValue(0);
  }

  @Test
  void aCallEndsOnlyOnce() {
    LoggedCall call = begin("opus");

    call.end(CallOutcome.FINISHED, 42);
    call.end(CallOutcome.CLOSED_BY_CLIENT, 42);

    assertThat(log.snapshot().total().finished()).isEqualTo(1);
    assertThat(log.snapshot().total().closedByClient()).isZero();
  }

  @Test
  void countersAreKeptPerModelAndInTotal() {
    begin("opus").recordInput(new CacheUsage(1, 2, 3, 4));
    begin("haiku").end(CallOutcome.FAILED, 0);

    SimulatorStats stats = log.snapshot();
    assertThat(stats.total().calls()).isEqualTo(2);
    assertThat(stats.byModel()).containsOnlyKeys("haiku", "opus");
    assertThat(stats.byModel().get("haiku"))
        .isEqualTo(new SimulatorStats.Counters(1, 0, 0, 0, 1, 0, 0, 0, 0, 0));
    assertThat(stats.byModel().get("opus"))
        .isEqualTo(new SimulatorStats.Counters(1, 1, 0, 0, 0, 0, 1, 5, 4, 0));
  }

  @Test
  void onlyTheLastThousandCallsAreKept() {
    for (int call = 0; call < 1_500; call++) {
      begin("opus").end(CallOutcome.FINISHED, 1);
    }

    assertThat(log.snapshot().recentCalls()).hasSize(1_000);
    assertThat(log.snapshot().recentCalls().getFirst().number()).isEqualTo(501);
    assertThat(log.snapshot().total().calls()).isEqualTo(1_500);
  }

  @Test
  void unknownModelNamesDoNotGrowTheLogWithoutBound() {
    for (int call = 0; call < 1_000; call++) {
      begin("model-" + call);
    }

    assertThat(log.snapshot().byModel()).hasSizeLessThan(300);
    assertThat(log.snapshot().total().calls()).isEqualTo(1_000);
  }

  @Test
  void clearingDropsEndedCallsAndKeepsOpenOnes() {
    begin("opus").end(CallOutcome.FINISHED, 1);
    LoggedCall open = begin("opus");
    open.recordFault(Optional.of("silence"));

    log.clear();

    assertThat(log.snapshot().total())
        .isEqualTo(new SimulatorStats.Counters(1, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(log.snapshot().recentCalls())
        .extracting(CallRecord::fault)
        .containsExactly(Optional.of("silence"));

    open.end(CallOutcome.CLOSED_BY_CLIENT, 0);
    assertThat(log.snapshot().total().open()).isZero();
  }

  private LoggedCall begin(String model) {
    return log.begin("/v1/messages", model, "req_1", clock.millis());
  }
}
