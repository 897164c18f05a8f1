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

/** A bus in memory that can fail and lose its data. Waiting advances the clock. */
final class InMemoryTurnBus implements TurnBus {

  private final ManualClock clock;
  private final Map<String, List<LogChunk>> chunks = new HashMap<>();
  private final Map<String, Long> announcedUntilNanos = new HashMap<>();
  private final List<Long> announcedAtNanos = new ArrayList<>();
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
    chunks.clear();
  }

  /** The number of calls to {@link #append} so far. */
  int appends() {
    return appends;
  }

  /** When readers were announced, in nanoseconds of the clock. */
  List<Long> announcedAtNanos() {
    return announcedAtNanos;
  }

  /** Returns all bytes of a turn's log. */
  byte[] bytes(String turnId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunksOf(turnId).forEach(chunk -> bytes.writeBytes(chunk.bytes()));
    return bytes.toByteArray();
  }

  /** Returns whether the last chunk of a turn's log is there. */
  boolean hasEnd(String turnId) {
    List<LogChunk> all = chunksOf(turnId);
    return !all.isEmpty() && all.getLast().last();
  }

  private List<LogChunk> chunksOf(String turnId) {
    return chunks.getOrDefault(turnId, List.of());
  }

  private void failIfUnavailable() {
    if (failing) {
      throw new IllegalStateException("the bus is down");
    }
  }

  @Override
  public void append(List<LogChunk> added) {
    failIfUnavailable();
    appends++;
    for (LogChunk chunk : added) {
      if (chunk.offset() != length(chunk.turnId())) {
        throw new AssertionError("a gap or an overlap at " + chunk.offset());
      }
      chunks.computeIfAbsent(chunk.turnId(), _ -> new ArrayList<>()).add(chunk);
    }
  }

  @Override
  public long length(String turnId) {
    failIfUnavailable();
    List<LogChunk> all = chunksOf(turnId);
    return all.isEmpty() ? 0 : all.getLast().end();
  }

  @Override
  public List<LogChunk> read(Map<String, Long> offsets, Duration timeout) {
    failIfUnavailable();
    List<LogChunk> found = new ArrayList<>();
    offsets.forEach((turnId, offset) ->
        chunksOf(turnId).stream().filter(chunk -> chunk.end() > offset).forEach(found::add));
    if (found.isEmpty()) {
      clock.advance(timeout);
    }
    return found;
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
    chunks.keySet().removeAll(turnIds);
  }

  @Override
  public void announceErased(Caller caller) {
    failIfUnavailable();
  }

  @Override
  public void onErased(Consumer<Caller> listener) {}

  @Override
  public void announceReaders(Collection<String> turnIds, Duration ttl) {
    failIfUnavailable();
    announcedAtNanos.add(clock.nanoTime());
    turnIds.forEach(id -> announcedUntilNanos.put(id, clock.nanoTime() + ttl.toNanos()));
  }

  @Override
  public boolean hasRemoteReaders(String turnId) {
    return clock.nanoTime() < announcedUntilNanos.getOrDefault(turnId, 0L);
  }

  @Override
  public void close() {}
}
