package dev.firstword.turn;

import dev.firstword.identity.Caller;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store in memory that can be told to be away. */
final class InMemoryTurnStore implements TurnStore {

  private final Map<String, Kept> turns = new ConcurrentHashMap<>();
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger saveFailures = new AtomicInteger();
  final AtomicInteger begun = new AtomicInteger();

  private static final class Kept {
    final NewTurn turn;
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    String node;
    TurnState state = TurnState.PREPARING;
    @Nullable End end;

    Kept(NewTurn turn) {
      this.turn = turn;
      this.node = turn.node();
    }
  }

  /** The next saves fail, and nothing else. */
  void failSaves(int saves) {
    saveFailures.set(saves);
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
    return new BeginOutcome.Begun(1);
  }

  @Override
  public synchronized Optional<BeginOutcome> earlier(NewTurn turn) {
    failIfAway();
    return Optional.ofNullable(turn.once())
        .map(once -> keys.get(once.key()))
        .map(BeginOutcome.SameAs::new);
  }

  @Override
  public synchronized Set<String> save(String node, List<Progress> progress) {
    failIfAway();
    if (saveFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new RefusedException(Problem.storeAway());
    }
    Set<String> lost = new HashSet<>();
    for (Progress one : progress) {
      Kept kept = turns.get(one.identity().turnId());
      if (kept == null || !kept.node.equals(node) || kept.end != null) {
        lost.add(one.identity().turnId());
        continue;
      }
      if (one.offset() != kept.log.size()) {
        throw new IllegalStateException("a gap in the log at " + one.offset());
      }
      kept.log.writeBytes(one.bytes());
      kept.state = one.state();
      kept.end = one.end();
    }
    return lost;
  }

  /** Another node takes a turn over. */
  synchronized void giveTo(String node, String turnId) {
    turns.computeIfPresent(
        turnId,
        (_, kept) -> {
          kept.node = node;
          return kept;
        });
  }

  /** The turn goes with its conversation. */
  synchronized void delete(String turnId) {
    turns.remove(turnId);
  }

  private void failIfAway() {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new RefusedException(Problem.storeAway());
    }
  }

  /** Keeps a turn without the front door, as if it had begun. */
  void keep(TurnIdentity identity) {
    begin(NewTurn.of(identity, "chat", true, "Hello", "gone", 0));
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
  public void renewLease(String node, Duration lease) {
    failIfAway();
  }

  @Override
  public void giveUpLease(String node) {}

  @Override
  public synchronized List<StoredTurn> adoptAbandoned(String node) {
    failIfAway();
    List<StoredTurn> adopted = new ArrayList<>();
    for (Kept kept : turns.values()) {
      if (kept.end == null && !kept.node.equals(node)) {
        kept.node = node;
        adopted.add(stored(kept));
      }
    }
    return adopted;
  }

  @Override
  public boolean requestCancel(Caller caller, String turnId) {
    return find(caller, turnId).isPresent();
  }

  @Override
  public List<String> cancelsRequested(String node) {
    return List.of();
  }

  @Override
  public synchronized Set<String> endedAmong(Collection<String> turnIds) {
    Set<String> ended = new HashSet<>(turnIds);
    turns.forEach((id, kept) -> {
      if (kept.end == null) {
        ended.remove(id);
      }
    });
    return ended;
  }

  @Override
  public int forget(long keysBeforeMs, long logsBeforeMs) {
    return 0;
  }

  @Nullable End end(String turnId) {
    Kept kept = turns.get(turnId);
    return kept == null ? null : kept.end;
  }

  private static StoredTurn stored(Kept kept) {
    return new StoredTurn(
        kept.turn.identity(),
        kept.state,
        TurnLog.kept(kept.log.toByteArray(), kept.state.isFinal()),
        kept.node,
        kept.turn.origin(),
        kept.turn.startedAtMs());
  }
}
