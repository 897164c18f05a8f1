package dev.firstword.core.userdata;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.JobService;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.store.TurnBus;
import dev.firstword.core.userdata.UserDataStore.ErasedRows;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases a user: cancels running turns and jobs, deletes all rows, and then everything derived from
 * them, in files, in memory, on the bus and on the other nodes. Can be repeated at any time.
 */
public final class UserErasure {

  /** A cancelled turn ends within a second, also on another node; one of a dead node does not. */
  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  /** The end of a turn that was just cancelled reaches the bus later than the store. */
  private static final Duration REPLICATION_DELAY = Duration.ofMillis(200);

  private static final Logger log = LoggerFactory.getLogger(UserErasure.class);

  private final TurnService turns;
  private final JobService jobs;
  private final UserDataStore store;
  private final List<UserDataHolder> holders;
  private final @Nullable TurnBus bus;
  private final Clock clock;

  /**
   * Creates the service, and starts to forget the users that other nodes erase.
   *
   * @param holders what this node holds outside of the store
   * @param bus connects this node to others; absent if there are none
   * @param virtualThreads run what other nodes ask for
   */
  public UserErasure(
      TurnService turns,
      JobService jobs,
      UserDataStore store,
      List<UserDataHolder> holders,
      @Nullable TurnBus bus,
      ExecutorService virtualThreads,
      Clock clock) {
    this.turns = turns;
    this.jobs = jobs;
    this.store = store;
    this.holders = List.copyOf(holders);
    this.bus = bus;
    this.clock = clock;
    if (bus != null) {
      bus.onErased(caller -> virtualThreads.execute(() -> forgetForOtherNode(caller)));
    }
  }

  /**
   * Erases a user. Blocks, for as long as the files of the store take to be rewritten.
   *
   * @throws dev.firstword.core.protocol.ProblemException if the store is unavailable; what was
   *     deleted so far stays deleted
   */
  public ErasureReport erase(Caller caller) {
    store.activeJobs(caller).forEach(job -> jobs.cancel(caller, job));
    store.activeTurns(caller).forEach(turn -> turns.cancel(caller, turn));
    awaitEnded(caller);
    ErasedRows rows = store.erase(caller, clock.millis());
    List<String> incomplete = new ArrayList<>();
    run("files of the database", store::scrub, incomplete);
    // Last, as turns that just ended may have been counted in between.
    holders.forEach(holder -> run(holder.name(), () -> holder.forget().accept(caller), incomplete));
    if (bus != null) {
      TurnBus others = bus;
      pause(REPLICATION_DELAY);
      run("Redis", () -> others.deleteLogs(rows.turnIds()), incomplete);
      run("other nodes", () -> others.announceErased(caller), incomplete);
    }
    return new ErasureReport(rows.counts(), incomplete);
  }

  private void awaitEnded(Caller caller) {
    long deadlineNanos = clock.nanoTime() + END_TIMEOUT.toNanos();
    while (!store.activeTurns(caller).isEmpty() && clock.nanoTime() - deadlineNanos < 0) {
      pause(POLL_INTERVAL);
    }
  }

  /** The turns may run on other nodes, which signal nothing but what they store. */
  private static void pause(Duration time) {
    var _ =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
            .join();
  }

  private static void run(String part, Runnable forget, List<String> incomplete) {
    try {
      forget.run();
    } catch (RuntimeException e) {
      log.warn("data of an erased user may remain: {}", part, e);
      incomplete.add(part + ": " + e.getMessage());
    }
  }

  private void forgetForOtherNode(Caller caller) {
    holders.forEach(
        holder -> run(holder.name(), () -> holder.forget().accept(caller), new ArrayList<>()));
  }
}
