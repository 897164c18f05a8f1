package dev.firstword.core.routing.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RetryBudgetTest {

  private final AtomicLong now = new AtomicLong();
  private final RetryBudget budget = new RetryBudget(now::get);

  @Test
  void allowsARetryForEveryFifthCall() {
    spend();
    for (int call = 1; call <= 4; call++) {
      budget.recordCall();
      assertThat(budget.tryAcquire()).as("after %s calls", call).isFalse();
    }

    budget.recordCall();

    assertThat(budget.tryAcquire()).isTrue();
    assertThat(budget.tryAcquire()).isFalse();
  }

  @Test
  void allowsARetryEverySecondHoweverFewCallsThereAre() {
    spend();
    now.addAndGet(Duration.ofMillis(999).toNanos());
    assertThat(budget.tryAcquire()).isFalse();

    now.addAndGet(Duration.ofMillis(1).toNanos());

    assertThat(budget.tryAcquire()).isTrue();
  }

  @Test
  void savesAtMostTwentyRetries() {
    now.addAndGet(Duration.ofDays(1).toNanos());
    for (int call = 0; call < 1_000; call++) {
      budget.recordCall();
    }

    assertThat(spend()).isEqualTo(20);
  }

  private int spend() {
    int retries = 0;
    while (budget.tryAcquire()) {
      retries++;
    }
    return retries;
  }
}
