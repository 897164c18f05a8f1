package dev.firstword.core.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.attachment.AttachmentBudget.Reservation;
import org.junit.jupiter.api.Test;

final class AttachmentBudgetTest {

  private final AttachmentBudget budget = new AttachmentBudget(10);

  @Test
  void refusesWhatNoLongerFits() {
    assertThat(budget.reserve(6)).isPresent();

    assertThat(budget.reserve(5)).isEmpty();
    assertThat(budget.reservedBytes()).isEqualTo(6);
    assertThat(budget.reserve(4)).isPresent();
  }

  @Test
  void aTurnWithoutAttachmentsAlwaysFits() {
    budget.reserveAnyway(20);

    assertThat(budget.reserve(0)).isPresent();
    assertThat(budget.reservedBytes()).isEqualTo(20);
  }

  @Test
  void growsByWhatFits() {
    Reservation reservation = budget.reserve(6).orElseThrow();

    assertThat(reservation.tryGrow(5)).isFalse();
    assertThat(reservation.tryGrow(4)).isTrue();
    reservation.release();

    assertThat(budget.reservedBytes()).isZero();
  }

  /** A turn may end while its prompt is being prepared. */
  @Test
  void doesNotGrowOnceReleased() {
    Reservation reservation = budget.reserve(6).orElseThrow();
    reservation.release();

    assertThat(reservation.tryGrow(1)).isFalse();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void releasesOnce() {
    Reservation reservation = budget.reserve(6).orElseThrow();
    assertThat(budget.reserve(4)).isPresent();

    reservation.release();
    reservation.release();

    assertThat(budget.reservedBytes()).isEqualTo(4);
  }
}
