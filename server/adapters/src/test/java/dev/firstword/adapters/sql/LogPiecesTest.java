package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.adapters.sql.TurnBatch.Piece;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogPiecesTest {

  @Test
  void joinsPiecesInAnyOrder() {
    assertThat(log(piece(3, "def"), piece(0, "abc"))).isEqualTo("abcdef");
  }

  @Test
  void readsWhatIsThereTwiceOnce() {
    assertThat(log(piece(0, "abc"), piece(0, "abc"), piece(0, "abcdef"), piece(4, "ef")))
        .isEqualTo("abcdef");
    assertThat(log(piece(0, "abcdef"), piece(2, "cd"), piece(5, "fg"))).isEqualTo("abcdefg");
  }

  @Test
  void endsAtAGap() {
    assertThat(log(piece(0, "abc"), piece(4, "efg"))).isEqualTo("abc");
    assertThat(log(piece(1, "bc"))).isEmpty();
    assertThat(log()).isEmpty();
  }

  @Test
  void keepsWhatFollowsAGapAsAnotherPiece() {
    assertThat(LogPieces.merge(List.of(piece(4, "ef"), piece(0, "ab"), piece(6, "g"))))
        .extracting(piece -> piece.start() + " " + new String(piece.bytes(), US_ASCII))
        .containsExactly("0 ab", "4 efg");
  }

  private static String log(Piece... pieces) {
    return new String(LogPieces.log(List.of(pieces)), US_ASCII);
  }

  private static Piece piece(int start, String text) {
    return new Piece("turn_1", start, text.getBytes(US_ASCII));
  }
}
