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
   * What a node has heard of a turn that another one runs.
   *
   * @param offset how many bytes of its log it has
   * @param restart whether it misses what follows these bytes; otherwise more may be on its way
   * @param isRead whether it has readers now, for whom the turn has to continue
   */
  record RemoteReader(String turnId, long offset, boolean restart, boolean isRead) {}

  /** Receives announcements, on a thread that must not be blocked. */
  interface ReadersListener {

    /**
     * A node has readers for turns of other nodes.
     *
     * @param node the node that announces them
     * @param ttl how long this is valid unless it is repeated
     */
    void onReaders(String node, List<RemoteReader> readers, Duration ttl);
  }

  /**
   * Keeps for some seconds what the turns of a node have added to their logs, for the node that
   * takes them over. Sends other nodes what they have readers for.
   *
   * @param node the node that runs the turns
   * @param chunks chunks of any turns, in order for each turn
   * @param byReader chunks to send, by the node that has readers for them
   */
  void publish(String node, List<LogChunk> chunks, Map<String, List<LogChunk>> byReader);

  /** Returns the newest chunks of a node's turns, in order; at least those of the last second. */
  List<LogChunk> newest(String node);

  /** Registers a listener for what is sent to a node, on a thread that must not be blocked. */
  void onChunks(String node, Consumer<List<LogChunk>> listener);

  /** Whether what is sent to the listener of {@link #onChunks} arrives, as far as is known. */
  boolean isListening();

  /** Asks the node that runs the turn to cancel it. */
  void requestCancel(String turnId);

  /** Registers a listener for cancel requests, called on a thread that must not be blocked. */
  void onCancel(Consumer<String> listener);

  /** Tells the other nodes that inputs of their turns were left in the store. */
  void announceInputs();

  /** Registers a listener for left inputs, called on a thread that must not be blocked. */
  void onInputs(Runnable listener);

  /**
   * Deletes what is kept of the logs of turns, and what was announced of their readers. What is
   * kept of other turns goes too.
   */
  void deleteLogs(Collection<String> turnIds);

  /** Tells all nodes that a user was erased. */
  void announceErased(Caller caller);

  /** Registers a listener for erased users, called on a thread that must not be blocked. */
  void onErased(Consumer<Caller> listener);

  /** Announces that a node has readers for turns of other nodes, for the given time. */
  void announceReaders(String node, List<RemoteReader> readers, Duration ttl);

  /** Registers a listener for announcements of all nodes. */
  void onReaders(ReadersListener listener);

  /** Whether the turn has readers on another node. */
  boolean hasRemoteReaders(String turnId);

  @Override
  void close();
}
