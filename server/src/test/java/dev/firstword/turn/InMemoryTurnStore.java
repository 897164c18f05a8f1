package dev.firstword.turn;

import dev.firstword.identity.Caller;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory that can be told to be away. */
final class InMemoryTurnStore implements TurnStore {

  private final Map<String, Kept> turns = new ConcurrentHashMap<>();
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();
  final AtomicInteger begun = new AtomicInteger();

  private static final class Kept {
    final NewTurn turn;
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    @Nullable End end;

    Kept(NewTurn turn) {
      this.turn = turn;
    }
  }

  /** The next writes fail. */
  void failNext(int writes) {
    failures.set(writes);
  }

  @Override
  public synchronized BeginOutcome begin(NewTurn turn) {
    failIfAway();
    Once once = turn.once();
    if (once != null) {
      String earlier = keys.putIfAbsent(once.key(), turn.identity().turnId());
      if (earlier != null) {
        return new BeginOutcome.SameAs(earlier);
      }
    }
    begun.incrementAndGet();
    turns.put(turn.identity().turnId(), new Kept(turn));
    return new BeginOutcome.Begun();
  }

  @Override
  public synchronized void save(List<Progress> progress) {
    failIfAway();
    for (Progress one : progress) {
      Kept kept = turns.get(one.identity().turnId());
      if (kept != null) {
        if (one.offset() != kept.log.size()) {
          throw new IllegalStateException("a gap in the log at " + one.offset());
        }
        kept.log.writeBytes(one.bytes());
        kept.end = one.end();
      }
    }
  }

  private void failIfAway() {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("the store is away");
    }
  }

  /** Keeps a turn without the front door, as if it had begun. */
  void keep(TurnIdentity identity) {
    begin(new NewTurn(identity, "chat", true, "Hello", null, 0));
  }

  @Override
  public synchronized Optional<StoredTurn> find(Caller caller, String turnId) {
    Kept kept = turns.get(turnId);
    if (kept == null || !kept.turn.identity().caller().equals(caller)) {
      return Optional.empty();
    }
    return Optional.of(stored(kept));
  }

  @Override
  public synchronized List<StoredTurn> unfinished() {
    return turns.values().stream()
        .filter(kept -> kept.end == null)
        .map(InMemoryTurnStore::stored)
        .toList();
  }

  @Nullable End end(String turnId) {
    Kept kept = turns.get(turnId);
    return kept == null ? null : kept.end;
  }

  private static StoredTurn stored(Kept kept) {
    return new StoredTurn(
        kept.turn.identity(),
        kept.end == null ? TurnState.PREPARING : kept.end.state(),
        TurnLog.ended(kept.log.toByteArray()),
        kept.turn.startedAtMs());
  }
}
