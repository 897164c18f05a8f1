package dev.firstword.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.protocol.ProblemException;
import org.junit.jupiter.api.Test;

/** What a body counts for while it is processed. */
final class RequestBodyTest {

  private static final int LARGE = 100_000;

  private final BodyBudget bodies = new BodyBudget(LARGE);
  private final BodyBudget processing = new BodyBudget(LARGE);

  private RequestBody body(int bytes) {
    BodyBudget.Reservation memory = bodies.reserve();
    assertThat(memory.tryGrow(bytes)).isTrue();
    return new RequestBody(new byte[bytes], memory);
  }

  /** It would need twice its size otherwise, and the largest could never be processed. */
  @Test
  void countsOnceInEachBudget() {
    try (RequestBody body = body(LARGE)) {
      body.requireProcessingMemory(processing);

      assertThat(bodies.reservedBytes()).isEqualTo(LARGE);
      assertThat(processing.reservedBytes()).isEqualTo(LARGE);
    }
    assertThat(bodies.reservedBytes()).isZero();
    assertThat(processing.reservedBytes()).isZero();
  }

  @Test
  void isRefusedForNowIfThereIsNoMemoryToProcessIt() {
    assertThat(processing.reserve().tryGrow(1)).isTrue();

    try (RequestBody body = body(LARGE)) {
      assertThatThrownBy(() -> body.requireProcessingMemory(processing))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(503));
    }
    assertThat(processing.reservedBytes()).isOne();
  }

  @Test
  void aSmallBodyNeedsNoMore() {
    assertThat(processing.reserve().tryGrow(LARGE)).isTrue();

    try (RequestBody body = body(1_000)) {
      body.requireProcessingMemory(processing);
    }
    assertThat(processing.reservedBytes()).isEqualTo(LARGE);
  }
}
