package dev.firstword.core.preparation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.firstword.core.identity.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tracks speculative preparations for callers who are still typing: the newest draft of each
 * conversation, for a few conversations per caller. A draft that is not sent in time is cancelled.
 */
final class SpeculativePreparations {

  /** A user who pauses for longer sends another draft before the message. */
  static final Duration TTL = Duration.ofSeconds(60);

  /** A user types in one tab at a time, but may have left drafts in others. */
  static final int MAX_PER_USER = 3;

  private static final int MAX_USERS = 10_000;

  private final PreparationTask.Dependencies dependencies;
  private final Cache<Caller, List<PreparationTask>> tasksByCaller;

  SpeculativePreparations(PreparationTask.Dependencies dependencies) {
    this.dependencies = dependencies;
    LongSupplier nanoTime = dependencies.nanoTime();
    tasksByCaller =
        Caffeine.newBuilder()
            .maximumSize(MAX_USERS)
            .expireAfterWrite(TTL)
            .ticker(nanoTime::getAsLong)
            .scheduler(Scheduler.systemScheduler())
            .executor(Runnable::run)
            .evictionListener(
                (@Nullable Caller _, @Nullable List<PreparationTask> tasks, RemovalCause _) ->
                    cancel(tasks))
            .build();
  }

  private static void cancel(@Nullable List<PreparationTask> tasks) {
    if (tasks != null) {
      tasks.forEach(PreparationTask::cancel);
    }
  }

  /** Starts preparing a draft, replacing an older draft in the same conversation. */
  void start(PreparationRequest draft) {
    tasksByCaller
        .asMap()
        .compute(
            draft.caller(),
            (_, tasks) -> {
              List<PreparationTask> kept = new ArrayList<>(tasks == null ? List.of() : tasks);
              PreparationTask earlier = findInConversationOf(draft, kept);
              if (earlier != null
                  && earlier.request().hasSameTextAs(draft)
                  && earlier.hasNoFailures()) {
                return kept;
              }
              kept.remove(earlier);
              PreparationTask task =
                  PreparationTask.start(dependencies, draft, historyOf(earlier), () -> {});
              task.markAuthenticated();
              kept.add(task);
              if (kept.size() > MAX_PER_USER) {
                kept.removeFirst().cancel();
              }
              return kept;
            });
  }

  /** Cancels and drops all drafts of a user. */
  void forget(Caller caller) {
    cancel(tasksByCaller.asMap().remove(caller));
  }

  private static @Nullable PreparationTask findInConversationOf(
      PreparationRequest request, List<PreparationTask> tasks) {
    return tasks.stream()
        .filter(task -> task.request().hasSameConversationAs(request))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Future<HistoryBuffer> historyOf(@Nullable PreparationTask earlier) {
    if (earlier == null) {
      return null;
    }
    earlier.cancelRetrieval();
    return earlier.history();
  }

  /** Whether a usable preparation for this request exists. */
  boolean has(PreparationRequest request) {
    List<PreparationTask> tasks = tasksByCaller.getIfPresent(request.caller());
    PreparationTask task = tasks == null ? null : findInConversationOf(request, tasks);
    return task != null && task.request().hasSameTextAs(request) && task.hasNoFailures();
  }

  /**
   * Removes and returns the preparation in the request's conversation, because its message is now
   * being sent.
   *
   * @return null if the conversation has none
   */
  @Nullable PreparationTask take(PreparationRequest request) {
    AtomicReference<@Nullable PreparationTask> taken = new AtomicReference<>();
    tasksByCaller
        .asMap()
        .computeIfPresent(
            request.caller(),
            (_, tasks) -> {
              List<PreparationTask> kept = new ArrayList<>(tasks);
              PreparationTask task = findInConversationOf(request, kept);
              taken.set(task);
              kept.remove(task);
              return kept.isEmpty() ? null : kept;
            });
    return taken.get();
  }
}
