package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.Silence;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.Typical;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SlowNoticeTest {

  private static final Duration FIRST_WORD = Duration.ofSeconds(5);
  private static final Duration MID_ANSWER = Duration.ofSeconds(2);
  private static final Typical TYPICAL = new Typical(12_000, 40_000);

  private final ManualEventLoop loop = new ManualEventLoop();
  private final List<Long> waits = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final SlowNotice notice =
      new SlowNotice(
          new NoticeAfter(FIRST_WORD, MID_ANSWER),
          loop.nanoTime(),
          loop,
          slow -> {
            waits.add(slow.waitedMs());
            notices.add(slow.kind().wireName() + " " + slow.waitedMs() + ": " + slow.message());
          });
  private final RoutedCall call =
      new RoutedCall() {
        @Override
        public void cancel() {}

        @Override
        public Silence silence() {
          return silence;
        }
      };
  private Silence silence = new Silence(SilenceKind.THINKING, 0, 0, Long.MAX_VALUE, null);

  @BeforeEach
  void start() {
    notice.start();
  }

  @Test
  void notifiesOnceWhenTheFirstTokenIsLate() {
    loop.advance(Duration.ofMillis(4999));
    assertThat(waits).isEmpty();

    loop.advance(Duration.ofSeconds(20));

    assertThat(waits).containsExactly(5000L);
  }

  @Test
  void notifiesAtOnceOfAWaitForARateLimit() {
    silence = new Silence(SilenceKind.RATE_LIMITED, 0, 0, Long.MAX_VALUE, null);
    notice.onModelCalled(call);
    loop.advance(Duration.ofSeconds(1));

    notice.onRateLimitWait();
    loop.advance(Duration.ofSeconds(20));

    assertThat(notices)
        .containsExactly(
            "rate_limited 1000: The model has too many requests right now. Yours is waiting for its"
                + " turn. You can keep waiting or stop.");
  }

  @Test
  void saysWhyTheFirstTokenIsLateWhileItWaitsForARateLimit() {
    silence = new Silence(SilenceKind.RATE_LIMITED, 0, 0, Long.MAX_VALUE, null);
    notice.onModelCalled(call);

    loop.advance(FIRST_WORD);

    assertThat(notices).singleElement().asString().startsWith("rate_limited 5000");
  }

  @Test
  void isSilentWhileTextArrives() {
    for (int i = 0; i < 20; i++) {
      loop.advance(Duration.ofMillis(1900));
      notice.onText();
    }

    assertThat(waits).isEmpty();
  }

  @Test
  void notifiesOnceForEachPauseInTheText() {
    notice.onText();
    loop.advance(Duration.ofSeconds(9));
    notice.onText();
    loop.advance(Duration.ofSeconds(9));

    assertThat(waits).containsExactly(2000L, 2000L);
  }

  @Test
  void tellsHowUnusualAThoughtBecomes() {
    silence = new Silence(SilenceKind.THINKING, 0, 0, seconds(12), TYPICAL);
    notice.onModelCalled(call);
    notice.onThinkingStarted();
    loop.advance(Duration.ofSeconds(10));
    assertThat(notices).isEmpty();

    silence = new Silence(SilenceKind.THINKING, Silence.OVER_MEDIAN, 0, seconds(30), TYPICAL);
    loop.advance(Duration.ofSeconds(2));
    silence = new Silence(SilenceKind.THINKING, Silence.LONG, 0, seconds(40), TYPICAL);
    loop.advance(Duration.ofSeconds(20));
    silence = new Silence(SilenceKind.NO_PROGRESS, Silence.UNUSUAL, 0, Long.MAX_VALUE, TYPICAL);
    loop.advance(Duration.ofMinutes(5));

    assertThat(notices)
        .containsExactly(
            "thinking 12000: Thinking. Half of the thoughts like this finish within 12 s.",
            "thinking 30000: Thinking. 19 of 20 thoughts like this finish within 40 s.",
            "no_progress 40000: The model has made no progress for 40 s, longer than usual. You can"
                + " keep waiting or stop.");
  }

  @Test
  void tellsOnceThatAModelThinksAboutWhichNothingIsKnown() {
    silence = new Silence(SilenceKind.THINKING, Silence.OVER_MEDIAN, 0, seconds(30), null);
    notice.onModelCalled(call);
    notice.onThinkingStarted();
    loop.advance(Duration.ofSeconds(1));
    silence = new Silence(SilenceKind.THINKING, Silence.LONG, 0, Long.MAX_VALUE, null);
    loop.advance(Duration.ofMinutes(1));

    assertThat(notices)
        .containsExactly(
            "thinking 1000: The model is still thinking. You can keep waiting or stop.");
  }

  @Test
  void tellsAgainWhenAThoughtStallsAfterProgress() {
    silence = new Silence(SilenceKind.NO_PROGRESS, Silence.UNUSUAL, 0, Long.MAX_VALUE, null);
    notice.onModelCalled(call);
    notice.onThinkingStarted();
    loop.advance(Duration.ofSeconds(1));
    silence = new Silence(SilenceKind.THINKING, 0, seconds(1), seconds(9), null);
    notice.onThinkingProgress();
    loop.advance(Duration.ofSeconds(1));
    silence =
        new Silence(SilenceKind.NO_PROGRESS, Silence.UNUSUAL, seconds(1), Long.MAX_VALUE, null);
    loop.advance(Duration.ofSeconds(20));

    assertThat(notices).hasSize(2).allSatisfy(text -> assertThat(text).startsWith("no_progress"));
  }

  @Test
  void watchesForTheTextAfterAThought() {
    notice.onModelCalled(call);
    notice.onThinkingStarted();
    loop.advance(Duration.ofSeconds(60));
    notice.onThinkingFinished();
    loop.advance(Duration.ofSeconds(3));

    assertThat(waits).containsExactly(2000L);
  }

  @Test
  void leavesNoTimerBehind() {
    notice.onText();
    notice.stop();

    loop.advance(Duration.ofMinutes(1));

    assertThat(waits).isEmpty();
    assertThat(loop.pendingTimers()).isZero();
  }

  private static long seconds(int count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
