package dev.firstword.core.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.event.Latency;
import dev.firstword.relay.event.Latency.PhaseTiming;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.TurnEvent.PhaseState;
import dev.firstword.relay.event.Usage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TimelineTest {

  private final Timeline timeline = new Timeline(ms(1000));

  @Test
  void measuresFromTheRequest() {
    phase("auth", 1000, 1012);
    phase("history", 1012, 1072);
    timeline.modelCalled(ms(1080));
    timeline.textWritten(ms(1780));
    timeline.textWritten(ms(3780));

    Latency latency = timeline.finish(new Usage(10, 101, 0, 0), true, ms(3790));

    assertThat(latency.totalMs()).isEqualTo(2790);
    assertThat(latency.ttftMs()).isEqualTo(780);
    assertThat(latency.modelTtftMs()).isEqualTo(700);
    assertThat(latency.generationMs()).isEqualTo(2000);
    assertThat(latency.phases())
        .containsExactly(
            new PhaseTiming("auth", 0, 12, PhaseState.FINISHED),
            new PhaseTiming("history", 12, 60, PhaseState.FINISHED),
            new PhaseTiming("model", 80, 700, PhaseState.FINISHED),
            new PhaseTiming("generation", 780, 2000, PhaseState.FINISHED));
  }

  @Test
  void measuresTheTokenRateFromTheFirstTokenToTheLast() {
    timeline.modelCalled(ms(1000));
    timeline.textWritten(ms(2000));
    timeline.textWritten(ms(4000));

    Latency latency = timeline.finish(new Usage(1, 101, 0, 0), true, ms(9000));

    assertThat(latency.outputTokensPerSecond()).isEqualTo(50.0);
  }

  @Test
  void snapshotsInMicroseconds() {
    phase("auth", 1000, 1012);
    timeline.modelCalled(ms(1080));
    timeline.modelChosen("opus", ModelReason.COMPLEX, "eu", ms(1080));
    timeline.modelChosen("haiku", ModelReason.FALLBACK, null, ms(1500));
    timeline.textWritten(ms(1780));
    timeline.textWritten(ms(3780));
    var _ = timeline.finish(new Usage(10, 101, 0, 0), true, ms(3790));

    TimelineSnapshot recording = timeline.snapshot();

    assertThat(recording.totalMicros()).isEqualTo(2_790_000);
    assertThat(recording.ttftMicros()).isEqualTo(780_000);
    assertThat(recording.spans())
        .containsExactly(
            new TimelineSnapshot.Span("auth", 0, 12_000, PhaseState.FINISHED, true),
            new TimelineSnapshot.Span("model", 80_000, 700_000, PhaseState.FINISHED, true),
            new TimelineSnapshot.Span("generation", 780_000, 2_000_000, PhaseState.FINISHED, true));
    assertThat(recording.attempts())
        .containsExactly(
            new TimelineSnapshot.Attempt("opus", ModelReason.COMPLEX, 80_000, "eu"),
            new TimelineSnapshot.Attempt("haiku", ModelReason.FALLBACK, 500_000));
  }

  @Test
  void recordsHowLongTheMessageTookToBecomeDurable() {
    timeline.storeStarted(ms(1012));
    timeline.modelCalled(ms(1020));
    timeline.stored(ms(1030));
    timeline.textWritten(ms(1400));
    var _ = timeline.finish(Usage.NONE, true, ms(1500));

    assertThat(timeline.snapshot().spans())
        .contains(new TimelineSnapshot.Span("store", 12_000, 18_000, PhaseState.FINISHED, false));
  }

  @Test
  void endsTheStoringOfAMessageWithAnAnswerThatWasQuicker() {
    timeline.storeStarted(ms(1012));
    timeline.modelCalled(ms(1020));
    timeline.textWritten(ms(1400));
    var _ = timeline.finish(Usage.NONE, true, ms(1500));

    assertThat(timeline.snapshot().spans())
        .contains(new TimelineSnapshot.Span("store", 12_000, 488_000, PhaseState.FINISHED, true));
  }

  @Test
  void recordsTheLongestGapBetweenVisibleEvents() {
    timeline.phaseStarted("history", ms(1010));
    timeline.phaseEnded("history", PhaseState.FINISHED, ms(1400));
    timeline.modelCalled(ms(1400));
    timeline.textWritten(ms(2000));
    timeline.textWritten(ms(2900));
    timeline.textWritten(ms(3000));
    var _ = timeline.finish(Usage.NONE, true, ms(3010));

    assertThat(timeline.snapshot().longestSilenceMicros()).isEqualTo(900_000);
  }

  @Test
  void boundsTheNumberOfSpans() {
    for (int i = 0; i < 100; i++) {
      phase("phase " + i, 1000 + i, 1001 + i);
    }
    var _ = timeline.finish(Usage.NONE, false, ms(2000));

    assertThat(timeline.snapshot().spans()).hasSize(TimelineSnapshot.MAX_SPANS);
  }

  @Test
  void omitsTextTimesWhenNoTextCame() {
    timeline.modelCalled(ms(1000));

    Latency latency = timeline.finish(Usage.NONE, false, ms(1500));

    assertThat(latency.ttftMs()).isNull();
    assertThat(latency.modelTtftMs()).isNull();
    assertThat(latency.outputTokensPerSecond()).isNull();
    assertThat(latency.phases())
        .containsExactly(new PhaseTiming("model", 0, 500, PhaseState.FAILED));
  }

  @Test
  void findsTheCriticalPath() {
    timeline.phaseStarted("history", ms(1000));
    timeline.phaseStarted("search", ms(1000));
    timeline.phaseEnded("history", PhaseState.FINISHED, ms(1180));
    timeline.phaseEnded("search", PhaseState.FINISHED, ms(1350));
    phase("prompt", 1350, 1352);
    timeline.modelCalled(ms(1352));
    timeline.textWritten(ms(2000));
    timeline.textWritten(ms(2500));

    Latency latency = timeline.finish(Usage.NONE, true, ms(2500));

    assertThat(latency.criticalPath()).containsExactly("search", "prompt", "model", "generation");
  }

  private void phase(String name, long startMs, long endMs) {
    timeline.phaseStarted(name, ms(startMs));
    timeline.phaseEnded(name, PhaseState.FINISHED, ms(endMs));
  }

  private static long ms(long milliseconds) {
    return TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }
}
