package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.TurnBatch.Piece;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins pieces of a turn's log. They may overlap: a piece is written again if the answer to its
 * commit was lost, and what was moved may be there twice.
 */
final class LogPieces {

  private LogPieces() {}

  /** Joins pieces of one turn that continue each other. A gap starts another piece. */
  static List<Piece> merge(Collection<Piece> pieces) {
    List<Piece> inOrder = pieces.stream().sorted(Comparator.comparingInt(Piece::start)).toList();
    List<Piece> merged = new ArrayList<>();
    Joined current = null;
    for (Piece piece : inOrder) {
      if (current == null || piece.start() > current.end()) {
        add(current, merged);
        current = new Joined(piece);
      } else {
        current.append(piece);
      }
    }
    add(current, merged);
    return merged;
  }

  /** Returns the log of one turn up to the first gap. */
  static byte[] log(Collection<Piece> pieces) {
    List<Piece> merged = merge(pieces);
    return merged.isEmpty() || merged.getFirst().start() > 0
        ? new byte[0]
        : merged.getFirst().bytes();
  }

  private static void add(@Nullable Joined joined, List<Piece> merged) {
    if (joined != null) {
      merged.add(new Piece(joined.turnId, joined.start, joined.bytes.toByteArray()));
    }
  }

  private static final class Joined {
    final String turnId;
    final int start;
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Joined(Piece first) {
      turnId = first.turnId();
      start = first.start();
      bytes.writeBytes(first.bytes());
    }

    int end() {
      return start + bytes.size();
    }

    /** Appends what goes beyond the bytes that are there. */
    void append(Piece next) {
      if (next.end() > end()) {
        int from = end() - next.start();
        bytes.write(next.bytes(), from, next.bytes().length - from);
      }
    }
  }
}
