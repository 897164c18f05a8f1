package dev.firstword.preparation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.firstword.identity.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is being prepared for people who are still typing: a few conversations of each, the newest
 * draft of each. One that is not sent in time is cancelled.
 */
final class HeadStarts {

  /** Somebody who pauses for longer gives another sign before they send. */
  static final Duration LIFE = Duration.ofSeconds(60);

  /** Somebody types in one tab at a time, but may have left drafts in others. */
  static final int MOST_PER_USER = 3;

  private static final int MOST_USERS = 10_000;

  private final Work.Parts parts;
  private final Cache<Caller, List<Work>> typing;

  HeadStarts(Work.Parts parts) {
    this.parts = parts;
    LongSupplier nanoTime = parts.nanoTime();
    typing =
        Caffeine.newBuilder()
            .maximumSize(MOST_USERS)
            .expireAfterWrite(LIFE)
            .ticker(nanoTime::getAsLong)
            .scheduler(Scheduler.systemScheduler())
            .executor(Runnable::run)
            .evictionListener(
                (@Nullable Caller _, @Nullable List<Work> works, RemovalCause _) -> cancel(works))
            .build();
  }

  private static void cancel(@Nullable List<Work> works) {
    if (works != null) {
      works.forEach(Work::cancel);
    }
  }

  /** Begins for a draft, in the place of an older draft in the same conversation. */
  void begin(Question draft) {
    typing
        .asMap()
        .compute(
            draft.caller(),
            (_, works) -> {
              List<Work> kept = new ArrayList<>(works == null ? List.of() : works);
              Work earlier = inConversationOf(draft, kept);
              if (earlier != null && earlier.question().asksWhat(draft) && earlier.isSound()) {
                return kept;
              }
              kept.remove(earlier);
              Work work = Work.begin(parts, draft, historyOf(earlier), () -> {});
              work.confirm();
              kept.add(work);
              if (kept.size() > MOST_PER_USER) {
                kept.removeFirst().cancel();
              }
              return kept;
            });
  }

  private static @Nullable Work inConversationOf(Question question, List<Work> works) {
    return works.stream()
        .filter(work -> work.question().isInConversationOf(question))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable Future<HistoryRead> historyOf(@Nullable Work earlier) {
    if (earlier == null) {
      return null;
    }
    earlier.cancelRetrieval();
    return earlier.history();
  }

  /** Whether there is one for that question. */
  boolean has(Question question) {
    List<Work> works = typing.getIfPresent(question.caller());
    Work work = works == null ? null : inConversationOf(question, works);
    return work != null && work.question().asksWhat(question) && work.isSound();
  }

  /**
   * The one for the question's conversation, which is over with that, for what it was made ready
   * for is being sent. Absent when there is none.
   */
  @Nullable Work take(Question question) {
    AtomicReference<@Nullable Work> taken = new AtomicReference<>();
    typing
        .asMap()
        .computeIfPresent(
            question.caller(),
            (_, works) -> {
              List<Work> kept = new ArrayList<>(works);
              Work work = inConversationOf(question, kept);
              taken.set(work);
              kept.remove(work);
              return kept.isEmpty() ? null : kept;
            });
    return taken.get();
  }
}
