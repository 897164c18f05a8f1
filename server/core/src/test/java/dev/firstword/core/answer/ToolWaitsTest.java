package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.answer.ToolDurations.Tool;
import dev.firstword.relay.event.TurnEvent.ToolWait;
import dev.firstword.relay.event.TurnEvent.TypicalTool;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ToolWaitsTest {

  private static final Tool FLIGHTS = new Tool("acme", "agent", "search_flights", false);

  private final ManualEventLoop loop = new ManualEventLoop();
  private final ToolDurations durations = new ToolDurations(loop::nanoTime);
  private final List<ToolWait> told = new ArrayList<>();
  private final ToolWaits waits = new ToolWaits("acme", "agent", loop, told::add);

  @BeforeEach
  void start() {
    waits.start(durations);
  }

  @Test
  void claimsNothingOfAToolThatIsUnknown() {
    durations.record(new Tool("acme", "agent", "search_hotels", false), 8_000);
    calls(FLIGHTS, 7_000, 8_000, 8_500, 9_000);

    run("search_flights");
    loop.advance(Duration.ofMinutes(5));

    assertThat(told).as("four calls are too few").isEmpty();
    assertThat(loop.pendingTimers()).isZero();
  }

  @Test
  void keepsTenantsProfilesAndToolsOfProvidersApart() {
    calls(new Tool("other", "agent", "search_flights", false), 8_000, 8_000, 8_000, 8_000, 8_000);
    calls(new Tool("acme", "other", "search_flights", false), 8_000, 8_000, 8_000, 8_000, 8_000);
    calls(new Tool("acme", "agent", "search_flights", true), 8_000, 8_000, 8_000, 8_000, 8_000);

    run("search_flights");
    loop.advance(Duration.ofMinutes(5));

    assertThat(told).isEmpty();
  }

  @Test
  void tellsWhatIsUsualWhenACallStartsAndHowMuchIsLeftWhileItRuns() {
    calls(FLIGHTS, 7_000, 7_500, 8_000, 8_500, 9_000);

    run("search_flights");
    loop.advance(Duration.ofSeconds(6));
    waits.onEnded("call_1", false);
    loop.advance(Duration.ofMinutes(5));

    TypicalTool typical = new TypicalTool(8_000, 8_500, null, 9_000);
    assertThat(told)
        .containsExactly(
            new ToolWait("call_1", 0, typical, 0, null, 5),
            new ToolWait("call_1", 2_500, typical, 0, 6_000L, 5),
            new ToolWait("call_1", 5_000, typical, 0, 3_500L, 5));
    assertThat(loop.pendingTimers()).isZero();
  }

  @Test
  void tellsWhenACallIsLongerThanHalfFourOfFiveNineteenOfTwentyAndAny() {
    calls(FLIGHTS, LongStream.rangeClosed(1, 40).map(each -> each * 500).toArray());

    run("search_flights");
    loop.advance(Duration.ofSeconds(22));

    assertThat(told)
        .filteredOn(wait -> wait.longerThanPercent() > 0)
        .extracting(wait -> wait.elapsedMs() + " " + wait.longerThanPercent() + " %")
        .containsExactly(
            "11000 50 %", "13500 50 %", "16000 50 %", "17000 80 %", "19950 95 %", "21000 100 %");
  }

  @Test
  void isNeverSilentForLongerThanAnEighthOfWhatIsUsual() {
    calls(FLIGHTS, 60_000, 61_000, 62_000, 64_000, 64_000);

    run("search_flights");
    loop.advance(Duration.ofSeconds(64));

    assertThat(told)
        .extracting(ToolWait::elapsedMs)
        .containsExactly(0L, 8_000L, 16_000L, 24_000L, 32_000L, 40_000L, 48_000L, 56_000L, 64_000L);
    assertThat(told.getLast().remainingMs()).as("nothing is promised").isNull();
  }

  @Test
  void tellsOfALostCallAtGrowingIntervals() {
    calls(FLIGHTS, 10_000, 10_000, 10_000, 10_000, 10_000);

    run("search_flights");
    loop.advance(Duration.ofMinutes(4));

    assertThat(told)
        .filteredOn(wait -> wait.longerThanPercent() == 100)
        .extracting(ToolWait::elapsedMs)
        .containsExactly(11_000L, 20_000L, 40_000L, 80_000L, 160_000L);
  }

  @Test
  void doesNotCallACallLongThatEndsOnTime() {
    calls(FLIGHTS, 8_000, 8_000, 8_000, 8_000, 8_000);

    run("search_flights");
    loop.advance(Duration.ofMillis(8_399));

    assertThat(told).extracting(ToolWait::longerThanPercent).containsOnly(0);
  }

  @Test
  void saysNothingOfAFastCallUntilItIsLongerThanUsual() {
    calls(FLIGHTS, 0, 10, 20, 30, 40);

    run("search_flights");
    loop.advance(Duration.ofSeconds(8));

    assertThat(told)
        .extracting(wait -> wait.elapsedMs() + " " + wait.longerThanPercent() + " %")
        .containsExactly("1000 100 %", "4000 100 %", "8000 100 %");
  }

  @Test
  void learnsFromCallsAndCountsThoseThatWereStoppedAsLonger() {
    for (int i = 0; i < 5; i++) {
      runAndEnd(Duration.ofSeconds(8), false);
    }
    for (int i = 0; i < 4; i++) {
      runAndEnd(Duration.ofSeconds(2), true);
    }
    runAndEnd(Duration.ofSeconds(30), true);
    told.clear();

    run("search_flights");

    assertThat(told)
        .containsExactly(
            new ToolWait("call_1", 0, new TypicalTool(8_000, 8_000, null, 30_000), 0, null, 5));
  }

  @Test
  void claimsNothingIfMostCallsWereStopped() {
    for (int i = 0; i < 5; i++) {
      runAndEnd(Duration.ofSeconds(4), false);
      runAndEnd(Duration.ofSeconds(9), true);
    }
    told.clear();

    run("search_flights");

    assertThat(told).isEmpty();
  }

  @Test
  void forgetsCallsAfterADay() {
    calls(FLIGHTS, 8_000, 8_000, 8_000, 8_000, 8_000);
    loop.advance(Duration.ofDays(1));

    run("search_flights");

    assertThat(told).isEmpty();
  }

  @Test
  void tellsNothingMoreOnceTheTurnEnds() {
    calls(FLIGHTS, 8_000, 8_000, 8_000, 8_000, 8_000);
    run("search_flights");

    waits.stop();
    loop.advance(Duration.ofMinutes(5));

    assertThat(told).hasSize(1);
    assertThat(loop.pendingTimers()).isZero();
  }

  private void calls(Tool tool, long... durationsMs) {
    for (long ms : durationsMs) {
      durations.record(tool, ms);
    }
  }

  private void run(String name) {
    waits.onRunning("call_1", name, false, loop.nanoTime());
  }

  private void runAndEnd(Duration duration, boolean isError) {
    run("search_flights");
    loop.advance(duration);
    waits.onEnded("call_1", isError);
  }
}
