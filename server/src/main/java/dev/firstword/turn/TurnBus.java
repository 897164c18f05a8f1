package dev.firstword.turn;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What nodes tell each other of running turns, faster than through the store that they share. It
 * promises nothing: what is lost here the store knows, a moment later. All methods block, for a
 * second or two at most, and throw when the bus can't be reached.
 */
public interface TurnBus extends AutoCloseable {

  /**
   * A piece of a turn's log.
   *
   * @param offset of its bytes in the log; they are whole events
   * @param state where the turn stands behind it
   * @param last whether the log ends with it
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, compared by nobody
  record Piece(String turnId, long offset, byte[] bytes, TurnState state, boolean last) {

    /** The offset behind its bytes. */
    public long end() {
      return offset + bytes.length;
    }
  }

  /**
   * Adds pieces, which stay for some minutes. Adding what is there already changes nothing.
   *
   * @param pieces of any turns, each turn's in order
   */
  void append(List<Piece> pieces);

  /** Up to which byte a turn's log is there. */
  long length(String turnId);

  /**
   * Pieces that end behind these offsets, by turn; waits for the first of them.
   *
   * @param longestWait how long to wait for something to come; zero to look only
   */
  List<Piece> read(Map<String, Long> offsets, Duration longestWait);

  /** Tells whoever runs the turn to cancel it. */
  void requestCancel(String turnId);

  /** Hears of every turn that somebody wants cancelled, on a thread that must not be held up. */
  void onCancel(Consumer<String> listener);

  /** Says that somebody here follows these turns, for that long. */
  void follow(Collection<String> turnIds, Duration howLong);

  /** Whether somebody follows the turn on another node. */
  boolean isFollowed(String turnId);

  @Override
  void close();
}
