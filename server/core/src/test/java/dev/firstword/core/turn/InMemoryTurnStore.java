package dev.firstword.core.turn;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnInput;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore;
import dev.firstword.relay.log.TurnLog;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An in-memory store that can simulate outages. Leases expire by the given clock. */
public final class InMemoryTurnStore implements TurnStore {

  private final Map<String, TurnRow> rows = new ConcurrentHashMap<>();
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final AtomicInteger remainingFailures = new AtomicInteger();
  private final AtomicInteger remainingSaveFailures = new AtomicInteger();
  private final AtomicInteger remainingFindFailures = new AtomicInteger();
  private final AtomicInteger remainingSuspensionFailures = new AtomicInteger();
  private final AtomicInteger suspensions = new AtomicInteger();
  private final AtomicInteger rejectedSaves = new AtomicInteger();
  private final AtomicInteger expiredBatches = new AtomicInteger();
  private final List<Long> deletions = new CopyOnWriteArrayList<>();
  private final Map<String, Long> leaseExpiryNanos = new ConcurrentHashMap<>();
  private final Map<String, List<TurnInput>> inputs = new HashMap<>();
  private final Set<String> cancelRequests = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoTime;
  final AtomicInteger insertedCount = new AtomicInteger();

  /** Creates a store whose leases never expire. */
  public InMemoryTurnStore() {
    this(() -> 0);
  }

  public InMemoryTurnStore(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static final class TurnRow {
    final NewTurn turn;
    final ByteArrayOutputStream log = new ByteArrayOutputStream();
    String node;
    TurnState state = TurnState.PREPARING;
    @Nullable End end;
    int suspendedStep;
    byte @Nullable [] suspended;

    TurnRow(NewTurn turn) {
      this.turn = turn;
      this.node = turn.node();
    }
  }

  /** Returns how a turn ended, as it was stored. */
  public End end(String turnId) {
    return Objects.requireNonNull(Objects.requireNonNull(rows.get(turnId)).end);
  }

  /** Makes the next saves fail, and nothing else. */
  public void failSaves(int saves) {
    remainingSaveFailures.set(saves);
  }

  /** Makes the next suspensions fail, and nothing else. */
  public void failSuspensions(int times) {
    remainingSuspensionFailures.set(times);
  }

  /** How often a turn was suspended. */
  public int suspensions() {
    return suspensions.get();
  }

  /** Makes the next calls of {@link #find} fail, and nothing else. */
  public void failFinds(int finds) {
    remainingFindFailures.set(finds);
  }

  /** Makes the store reject the next saves, as it does with invalid data. */
  public void rejectSaves(int saves) {
    rejectedSaves.set(saves);
  }

  /** Makes the next operations fail. */
  public void failNext(int writes) {
    remainingFailures.set(writes);
  }

  @Override
  public synchronized Insertion startInsert(NewTurn turn) {
    return Insertion.durable(insertNow(turn));
  }

  private InsertOutcome insertNow(NewTurn turn) {
    failIfUnavailable();
    IdempotencyKey once = turn.idempotencyKey();
    if (once != null) {
      String earlier = keys.putIfAbsent(once.key(), turn.identity().turnId());
      if (earlier != null) {
        return new InsertOutcome.Duplicate(earlier);
      }
    }
    insertedCount.incrementAndGet();
    rows.put(turn.identity().turnId(), new TurnRow(turn));
    return new InsertOutcome.Inserted(1);
  }

  @Override
  public synchronized Optional<InsertOutcome> findDuplicate(NewTurn turn) {
    failIfUnavailable();
    return Optional.ofNullable(turn.idempotencyKey())
        .map(once -> keys.get(once.key()))
        .map(InsertOutcome.Duplicate::new);
  }

  @Override
  public synchronized Set<String> save(String node, List<Progress> progress) {
    failIfUnavailable();
    if (remainingSaveFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new ProblemException(Problem.storeUnavailable());
    }
    if (rejectedSaves.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("rejected");
    }
    Set<String> lost = new HashSet<>();
    for (Progress one : progress) {
      TurnRow kept = rows.get(one.identity().turnId());
      if (kept == null || !kept.node.equals(node) || kept.end != null) {
        lost.add(one.identity().turnId());
        continue;
      }
      if (one.end() != null) {
        kept.log.reset();
      }
      if (one.offset() != kept.log.size()) {
        throw new IllegalStateException("a gap in the log at " + one.offset());
      }
      kept.log.writeBytes(one.bytes());
      kept.state = one.state();
      kept.end = one.end();
      if (one.end() != null) {
        kept.suspended = null;
      }
    }
    return lost;
  }

  /** Simulates another node taking a turn over. */
  public synchronized void transferTo(String node, String turnId) {
    rows.computeIfPresent(
        turnId,
        (_, kept) -> {
          kept.node = node;
          return kept;
        });
  }

  /** Simulates deleting the conversation of a turn. */
  public synchronized void delete(String turnId) {
    rows.remove(turnId);
  }

  private void failIfUnavailable() {
    if (remainingFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new ProblemException(Problem.storeUnavailable());
    }
  }

  /** Inserts a turn without the turn service, as if it had been admitted. */
  public void insertUnlimited(TurnIdentity identity) {
    insert(NewTurn.of(identity, "chat", true, "Hello", "gone", 0));
  }

  @Override
  public synchronized Optional<StoredTurn> find(Caller caller, String turnId) {
    if (remainingFindFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new ProblemException(Problem.storeUnavailable());
    }
    TurnRow kept = rows.get(turnId);
    if (kept == null || !kept.turn.identity().caller().equals(caller)) {
      return Optional.empty();
    }
    return Optional.of(toStoredTurn(kept));
  }

  @Override
  public void renewLease(String node, Duration lease) {
    failIfUnavailable();
    leaseExpiryNanos.put(node, nanoTime.getAsLong() + lease.toNanos());
  }

  @Override
  public void releaseLease(String node) {
    leaseExpiryNanos.remove(node);
  }

  /** Returns whether the node has a lease that has not expired. */
  public boolean hasLease(String node) {
    Long expiryNanos = leaseExpiryNanos.get(node);
    return expiryNanos != null && nanoTime.getAsLong() < expiryNanos;
  }

  @Override
  public synchronized List<StoredTurn> adoptAbandoned(String node) {
    failIfUnavailable();
    List<StoredTurn> adopted = new ArrayList<>();
    for (TurnRow kept : rows.values()) {
      if (kept.end == null && !kept.node.equals(node) && !hasLease(kept.node)) {
        adopted.add(toStoredTurn(kept));
        kept.node = node;
      }
    }
    return adopted;
  }

  @Override
  public boolean requestCancel(Caller caller, String turnId) {
    boolean found = find(caller, turnId).isPresent();
    if (found) {
      cancelRequests.add(turnId);
    }
    return found;
  }

  @Override
  public synchronized List<String> pendingCancels(String node) {
    failIfUnavailable();
    return rows.entrySet().stream()
        .filter(row -> cancelRequests.contains(row.getKey()))
        .filter(row -> row.getValue().node.equals(node) && row.getValue().end == null)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized List<TurnInput> enqueueInputs(
      Caller caller, String turnId, List<TurnInput> left) {
    TurnRow row = rows.get(turnId);
    if (row == null || row.end != null || find(caller, turnId).isEmpty()) {
      return List.of();
    }
    inputs.computeIfAbsent(turnId, _ -> new ArrayList<>()).addAll(left);
    return left;
  }

  @Override
  public synchronized Map<String, List<TurnInput>> takeInputs(
      String node, Predicate<String> isRunning) {
    failIfUnavailable();
    Map<String, List<TurnInput>> taken = new HashMap<>();
    rows.forEach((turnId, row) -> {
      if (row.node.equals(node) && isRunning.test(turnId) && inputs.containsKey(turnId)) {
        taken.put(turnId, inputs.remove(turnId));
      }
    });
    return taken;
  }

  @Override
  public synchronized void suspend(String node, String turnId, int step, byte[] state) {
    suspensions.incrementAndGet();
    if (remainingSuspensionFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new ProblemException(Problem.storeUnavailable());
    }
    TurnRow row = rows.get(turnId);
    if (row == null || row.end != null || !row.node.equals(node)) {
      return;
    }
    if (row.suspended == null || step >= row.suspendedStep) {
      row.suspendedStep = step;
      row.suspended = state;
    }
  }

  @Override
  public synchronized Optional<byte[]> findSuspended(String turnId) {
    failIfUnavailable();
    TurnRow row = rows.get(turnId);
    return row == null ? Optional.empty() : Optional.ofNullable(row.suspended);
  }

  @Override
  public synchronized void discardSuspended(String node, String turnId) {
    failIfUnavailable();
    TurnRow row = rows.get(turnId);
    if (row != null && row.node.equals(node)) {
      row.suspended = null;
    }
  }

  @Override
  public synchronized Set<String> findEnded(Collection<String> turnIds) {
    Set<String> ended = new HashSet<>(turnIds);
    rows.forEach((id, kept) -> {
      if (kept.end == null) {
        ended.remove(id);
      }
    });
    return ended;
  }

  @Override
  public int deleteExpiredKeys(long beforeMs) {
    failIfUnavailable();
    deletions.add(beforeMs);
    return expiredBatches.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 1 : 0;
  }

  /** Makes the next deletions find something that is expired. */
  void expire(int batches) {
    expiredBatches.set(batches);
  }

  /** The times before which keys were to be deleted, in epoch milliseconds. */
  List<Long> deletions() {
    return List.copyOf(deletions);
  }

  @Nullable
  public End endOf(String turnId) {
    TurnRow kept = rows.get(turnId);
    return kept == null ? null : kept.end;
  }

  private static StoredTurn toStoredTurn(TurnRow kept) {
    return new StoredTurn(
        kept.turn.identity(),
        kept.state,
        TurnLog.restore(kept.log.toByteArray(), kept.state.isFinal()),
        kept.node,
        kept.turn.origin(),
        kept.turn.startedAtMs());
  }
}
