package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SlowNoticeTest {

  private static final Duration FIRST_WORD = Duration.ofSeconds(5);
  private static final Duration MID_ANSWER = Duration.ofSeconds(2);

  private final ManualEventLoop loop = new ManualEventLoop();
  private final List<Long> waits = new ArrayList<>();
  private final SlowNotice notice =
      new SlowNotice(
          new NoticeAfter(FIRST_WORD, MID_ANSWER),
          loop.nanoTime(),
          loop,
          (_, waitedMs) -> waits.add(waitedMs));

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
  void leavesNoTimerBehind() {
    notice.onText();
    notice.stop();

    loop.advance(Duration.ofMinutes(1));

    assertThat(waits).isEmpty();
    assertThat(loop.pendingTimers()).isZero();
  }
}
