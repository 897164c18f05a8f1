package dev.firstword.core.turn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.turn.cluster.BusDelay.Deliveries;
import dev.firstword.relay.time.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BusDelayTest {

  private final ManualScheduler scheduler = new ManualScheduler();
  private final BusDelay delay = new BusDelay(scheduler.clock());

  @Test
  void addsUpHowLongMessagesTake() {
    for (int ms : new int[] {3, 7}) {
      delay.recordSent();
      scheduler.advance(Duration.ofMillis(ms));
      delay.recordReceived();
    }

    assertThat(delay.deliveries()).isEqualTo(new Deliveries(2, 10_000_000));
  }

  @Test
  void aLostMessageIsMeasuredByTheNextOne() {
    delay.recordSent();
    scheduler.advance(Duration.ofSeconds(2));
    delay.recordSent();
    scheduler.advance(Duration.ofMillis(5));
    delay.recordReceived();

    assertThat(delay.deliveries()).isEqualTo(new Deliveries(1, 2_005_000_000));
  }

  @Test
  void ignoresMessagesOfAnEarlierProcess() {
    delay.recordReceived();

    assertThat(delay.deliveries().count()).isZero();
  }
}
