package dev.firstword.core.turn.store;

import dev.firstword.core.identity.Caller;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Carries the logs of running turns between nodes, faster than their shared store. It is
 * best-effort: whatever is lost here is in the store a moment later. All methods block, for a
 * second or two at most, and throw when the bus is unavailable.
 */
public interface TurnBus extends AutoCloseable {

  /**
   * A chunk of a turn's log.
   *
   * @param offset the offset of the bytes in the log; they are whole events
   * @param state the state of the turn after this chunk
   * @param last whether the log ends with this chunk
   */
  @SuppressWarnings("ArrayRecordComponent") // written once and never compared
  record LogChunk(String turnId, long offset, byte[] bytes, TurnState state, boolean last) {

    /** The offset after the last byte. */
    public long end() {
      return offset + bytes.length;
    }
  }

  /**
   * Appends chunks, which are retained for some minutes. Appending a chunk that is already there
   * has no effect.
   *
   * @param chunks chunks of any turns, in order for each turn
   */
  void append(List<LogChunk> chunks);

  /** The number of bytes of a turn's log on the bus. */
  long length(String turnId);

  /**
   * Reads the chunks that end after the given offsets, by turn; waits for the first of them.
   *
   * @param timeout how long to wait for a chunk; zero to return immediately
   */
  List<LogChunk> read(Map<String, Long> offsets, Duration timeout);

  /** Asks the node that runs the turn to cancel it. */
  void requestCancel(String turnId);

  /** Registers a listener for cancel requests, called on a thread that must not be blocked. */
  void onCancel(Consumer<String> listener);

  /** Tells the other nodes that inputs of their turns were left in the store. */
  void announceInputs();

  /** Registers a listener for left inputs, called on a thread that must not be blocked. */
  void onInputs(Runnable listener);

  /** Deletes the logs of turns, and what was announced of their readers. */
  void deleteLogs(Collection<String> turnIds);

  /** Tells all nodes that a user was erased. */
  void announceErased(Caller caller);

  /** Registers a listener for erased users, called on a thread that must not be blocked. */
  void onErased(Consumer<Caller> listener);

  /** Announces that this node has readers for these turns, for the given time. */
  void announceReaders(Collection<String> turnIds, Duration ttl);

  /** Whether the turn has readers on another node. */
  boolean hasRemoteReaders(String turnId);

  @Override
  void close();
}
