package dev.firstword.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.loop.ManualLoop;
import dev.firstword.profile.Profile.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SlowNoticeTest {

  private static final Duration FIRST_WORD = Duration.ofSeconds(5);
  private static final Duration MID_ANSWER = Duration.ofSeconds(2);

  private final ManualLoop loop = new ManualLoop();
  private final List<Long> waits = new ArrayList<>();
  private final SlowNotice notice =
      new SlowNotice(
          new Patience(FIRST_WORD, MID_ANSWER),
          loop.nanoTime(),
          loop,
          (_, waitedMs) -> waits.add(waitedMs));

  @BeforeEach
  void begin() {
    notice.begin();
  }

  @Test
  void tellsOnceThatTheFirstWordIsLate() {
    loop.advance(Duration.ofMillis(4999));
    assertThat(waits).isEmpty();

    loop.advance(Duration.ofSeconds(20));

    assertThat(waits).containsExactly(5000L);
  }

  @Test
  void saysNothingWhileTextKeepsComing() {
    for (int i = 0; i < 20; i++) {
      loop.advance(Duration.ofMillis(1900));
      notice.textCame();
    }

    assertThat(waits).isEmpty();
  }

  @Test
  void tellsOnceForEachSilenceInTheText() {
    notice.textCame();
    loop.advance(Duration.ofSeconds(9));
    notice.textCame();
    loop.advance(Duration.ofSeconds(9));

    assertThat(waits).containsExactly(2000L, 2000L);
  }

  @Test
  void leavesNoTimerBehind() {
    notice.textCame();
    notice.stop();

    loop.advance(Duration.ofMinutes(1));

    assertThat(waits).isEmpty();
    assertThat(loop.waitingTimers()).isZero();
  }
}
