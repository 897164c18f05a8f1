package dev.firstword.core.fairness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FairShareTest {

  private static final Duration MEMORY = Duration.ofMillis(750);

  private final AtomicLong now = new AtomicLong();
  private final FairShare share = new FairShare(now::get, MEMORY);

  @Test
  void aTenantAloneGetsEverySlot() {
    for (int i = 0; i < 5; i++) {
      assertThat(take("a")).isTrue();
    }
  }

  @Test
  void keepsTheNextSlotForATenantThatHadFewer() {
    share.recordWait("b");
    assertThat(take("a")).isTrue();

    assertThat(take("a")).isFalse();

    assertThat(take("b")).isTrue();
    assertThat(take("a")).isTrue();
  }

  @Test
  void givesEachOfThreeTenantsAThirdHoweverOftenTheyAsk() {
    int[] slots = new int[3];
    for (int slot = 0; slot < 30; slot++) {
      IntStream.range(0, 12).forEach(ask -> share.recordWait("tenant " + tenantAsking(ask)));
      boolean isTaken = false;
      for (int ask = 0; !isTaken; ask++) {
        int tenant = tenantAsking(ask);
        isTaken = take("tenant " + tenant);
        slots[tenant] += isTaken ? 1 : 0;
      }
    }

    assertThat(slots).containsExactly(10, 10, 10);
  }

  /** The first of three tenants asks ten times as often as the others. */
  private static int tenantAsking(int ask) {
    return Math.max(0, ask % 12 - 9);
  }

  @Test
  void keepsNoSlotForATenantThatAsksNoMore() {
    share.recordWait("b");
    assertThat(take("a")).isTrue();
    assertThat(take("a")).isFalse();

    now.addAndGet(MEMORY.toNanos() + 1);

    assertThat(take("a")).isTrue();
  }

  @Test
  void aNewTenantHasNotSavedUpSlots() {
    for (int i = 0; i < 100; i++) {
      assertThat(take("a")).isTrue();
    }
    share.recordWait("b");
    share.recordWait("a");

    assertThat(take("b")).isTrue();
    share.recordWait("b");

    assertThat(take("b")).as("a second slot before the other has one").isFalse();
    assertThat(take("a")).isTrue();
  }

  @Test
  void boundsItsMemory() {
    for (int i = 0; i < 5_000; i++) {
      share.recordWait("tenant " + i);
    }

    assertThat(take("tenant 3")).isTrue();
    assertThat(take("tenant 4999")).isTrue();
  }

  private boolean take(String tenant) {
    if (share.mayTake(tenant)) {
      share.recordSlot(tenant);
      return true;
    }
    share.recordWait(tenant);
    return false;
  }
}
