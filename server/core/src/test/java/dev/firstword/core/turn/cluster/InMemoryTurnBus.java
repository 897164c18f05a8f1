package dev.firstword.core.turn.cluster;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.relay.time.ManualClock;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A bus in memory that can fail and lose its data. */
final class InMemoryTurnBus implements TurnBus {

  private final ManualClock clock;
  private final Map<String, List<LogChunk>> chunksOfNodes = new HashMap<>();
  private final Map<String, List<LogChunk>> sent = new HashMap<>();
  private final Map<String, Consumer<List<LogChunk>>> chunkListeners = new HashMap<>();
  private final List<ReadersListener> readersListeners = new ArrayList<>();
  private final Map<String, Long> announcedUntilNanos = new HashMap<>();
  private final List<Long> announcedAtNanos = new ArrayList<>();
  private final List<RemoteReader> announced = new ArrayList<>();
  private boolean failing;
  private int appends;

  InMemoryTurnBus(ManualClock clock) {
    this.clock = clock;
  }

  void setFailing(boolean isFailing) {
    failing = isFailing;
  }

  /** Loses everything, as after a restart. */
  void clear() {
    chunksOfNodes.clear();
  }

  /** The number of calls to {@link #publish} so far that had something to keep. */
  int appends() {
    return appends;
  }

  /** When readers were announced, in nanoseconds of the clock. */
  List<Long> announcedAtNanos() {
    return announcedAtNanos;
  }

  /** Everything that was announced, in order. */
  List<RemoteReader> announced() {
    return announced;
  }

  /** Returns all bytes of a turn's log, as a node that takes it over finds them. */
  byte[] bytes(String turnId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (LogChunk chunk : chunksOf(turnId)) {
      int known = (int) (bytes.size() - chunk.offset());
      if (known < 0) {
        throw new AssertionError("a gap before " + chunk.offset());
      }
      if (chunk.end() > bytes.size()) {
        bytes.write(chunk.bytes(), known, chunk.bytes().length - known);
      }
    }
    return bytes.toByteArray();
  }

  /** Returns whether the last chunk of a turn's log is there. */
  boolean hasEnd(String turnId) {
    List<LogChunk> all = chunksOf(turnId);
    return !all.isEmpty() && all.getLast().last();
  }

  private List<LogChunk> chunksOf(String turnId) {
    return chunksOfNodes.values().stream()
        .flatMap(List::stream)
        .filter(chunk -> chunk.turnId().equals(turnId))
        .toList();
  }

  /** Returns the chunks that were sent to a node, in order. */
  List<LogChunk> sentTo(String node) {
    return sent.getOrDefault(node, List.of());
  }

  /** Sends chunks to a node; they are lost if it does not listen. */
  void send(String node, List<LogChunk> chunks) {
    failIfUnavailable();
    sent.computeIfAbsent(node, _ -> new ArrayList<>()).addAll(chunks);
    Consumer<List<LogChunk>> listener = chunkListeners.get(node);
    if (listener != null) {
      listener.accept(chunks);
    }
  }

  private void failIfUnavailable() {
    if (failing) {
      throw new IllegalStateException("the bus is down");
    }
  }

  @Override
  public void publish(String node, List<LogChunk> chunks, Map<String, List<LogChunk>> byReader) {
    failIfUnavailable();
    appends += chunks.isEmpty() ? 0 : 1;
    chunksOfNodes.computeIfAbsent(node, _ -> new ArrayList<>()).addAll(chunks);
    byReader.forEach(this::send);
  }

  @Override
  public List<LogChunk> newest(String node) {
    failIfUnavailable();
    return chunksOfNodes.getOrDefault(node, List.of());
  }

  @Override
  public void onChunks(String node, Consumer<List<LogChunk>> listener) {
    chunkListeners.put(node, listener);
  }

  @Override
  public boolean isListening() {
    return !failing;
  }

  @Override
  public void requestCancel(String turnId) {
    failIfUnavailable();
  }

  @Override
  public void onCancel(Consumer<String> listener) {}

  @Override
  public void announceInputs() {
    failIfUnavailable();
  }

  @Override
  public void onInputs(Runnable listener) {}

  @Override
  public void deleteLogs(Collection<String> turnIds) {
    failIfUnavailable();
    clear();
  }

  @Override
  public void announceErased(Caller caller) {
    failIfUnavailable();
  }

  @Override
  public void onErased(Consumer<Caller> listener) {}

  @Override
  public void announceReaders(String node, List<RemoteReader> readers, Duration ttl) {
    failIfUnavailable();
    announced.addAll(readers);
    List<RemoteReader> read = readers.stream().filter(RemoteReader::isRead).toList();
    if (!read.isEmpty()) {
      announcedAtNanos.add(clock.nanoTime());
    }
    read.forEach(one -> announcedUntilNanos.put(one.turnId(), clock.nanoTime() + ttl.toNanos()));
    readersListeners.forEach(listener -> listener.onReaders(node, readers, ttl));
  }

  @Override
  public void onReaders(ReadersListener listener) {
    readersListeners.add(listener);
  }

  @Override
  public boolean hasRemoteReaders(String turnId) {
    return clock.nanoTime() < announcedUntilNanos.getOrDefault(turnId, 0L);
  }

  @Override
  public void close() {}
}
