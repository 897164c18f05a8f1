package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.sql.TurnBatch.Piece;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TurnBatchTest {

  private static final String LOG = "id: 1\ndata: {\"type\":\"text\",\"text\":\"Grüße\"}\n\n";

  @Test
  void restoresWhatWasEncoded() {
    TurnBatch batch = new TurnBatch(List.of(piece("turn_1", 0, LOG), piece("turn_2", 70_000, "")));

    TurnBatch decoded = TurnBatch.decode(encode(batch));

    assertThat(decoded.pieces()).usingRecursiveComparison().isEqualTo(batch.pieces());
  }

  @Test
  void piecesTogetherNeedLessThanEachAlone() {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      pieces.add(piece("turn_" + i, 0, LOG));
    }

    int alone = pieces.stream().mapToInt(one -> encode(new TurnBatch(List.of(one))).length).sum();

    assertThat(encode(new TurnBatch(pieces)).length).isLessThan(alone / 3);
  }

  @Test
  void beginsAnotherBatchWhenOneIsFull() {
    List<Progress> progress =
        List.of(
            progress("turn_1", 100_000), progress("turn_2", 100_000), progress("turn_3", 100_000));

    List<TurnBatch> batches = TurnBatch.of(progress);

    assertThat(batches)
        .extracting(batch -> List.of(batch.turnIds()))
        .containsExactly(List.of("turn_1", "turn_2"), List.of("turn_3"));
  }

  @Test
  void aPieceThatIsTooLargeHasABatchOfItsOwn() {
    List<Progress> progress =
        List.of(progress("turn_1", 10), progress("turn_2", 1_000_000), progress("turn_3", 10));

    assertThat(TurnBatch.of(progress)).hasSize(3);
  }

  @Test
  void leavesTurnsOut() {
    TurnBatch batch = new TurnBatch(List.of(piece("turn_1", 0, LOG), piece("turn_2", 0, LOG)));

    assertThat(batch.without(Set.of("turn_1")).turnIds()).containsExactly("turn_2");
    assertThat(batch.only(Set.of("turn_1")).turnIds()).containsExactly("turn_1");
  }

  @Test
  void refusesBytesThatAreNoBatch() {
    byte[] encoded = encode(new TurnBatch(List.of(piece("turn_1", 0, LOG))));

    assertThatThrownBy(() -> TurnBatch.decode(LOG.getBytes(UTF_8)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TurnBatch.decode(Arrays.copyOf(encoded, encoded.length / 2)))
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] encode(TurnBatch batch) {
    try (LogCompression compression = new LogCompression()) {
      return batch.encode(compression);
    }
  }

  private static Piece piece(String turnId, int start, String text) {
    return new Piece(turnId, start, text.getBytes(UTF_8));
  }

  private static Progress progress(String turnId, int bytes) {
    TurnIdentity turn =
        new TurnIdentity(turnId, "conv_1", "msg_1", "msg_2", new Caller("acme", "ada"));
    return new Progress(turn, 0, new byte[bytes], TurnState.STREAMING, null);
  }
}
