package dev.firstword.core.turn.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.prompt.Attachment;
import dev.firstword.core.prompt.MediaDescription;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AttachmentBudgetTest {

  private final AttachmentBudget budget = new AttachmentBudget(10);

  @Test
  void refusesWhatNoLongerFits() {
    budget.reserve(image(6));

    assertThat(ThrownProblem.of(() -> budget.reserve(image(5))).status()).isEqualTo(503);
    assertThat(budget.reservedBytes()).isEqualTo(6);
    budget.reserve(image(4));
  }

  @Test
  void aTurnWithoutAttachmentsAlwaysFits() {
    budget.reserveAnyway(image(20));

    budget.reserve(List.of());

    assertThat(budget.reservedBytes()).isEqualTo(20);
  }

  @Test
  void releasesOnce() {
    AttachmentBudget.Reservation reservation = budget.reserve(image(6));
    budget.reserve(image(4));

    reservation.release();
    reservation.release();

    assertThat(budget.reservedBytes()).isEqualTo(4);
  }

  private static List<Attachment> image(int bytes) {
    MediaDescription description =
        new MediaDescription(MediaDescription.Kind.IMAGE, "image/png", "", "a1", bytes, 1);
    return List.of(new Attachment(description, new byte[bytes]));
  }
}
