package dev.firstword.preparation;

import dev.firstword.conversation.History;
import dev.firstword.identity.limit.LocalBuckets;
import dev.firstword.identity.limit.Meter;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.retrieval.Retrieval;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a prompt out of a message: everything before the model, at once. It can begin before the
 * message is sent, and before it is known for sure who sends it.
 */
public final class Preparation {

  /** A draft every half second, and a burst for those who come back to one. */
  private static final int HEAD_STARTS_PER_MINUTE = 120;

  private final Work.Parts parts;
  private final HeadStarts headStarts;
  private final Unconfirmed unconfirmed;
  private final LocalBuckets allowances;

  /**
   * Over those parts.
   *
   * @param mostUnconfirmed how many preparations may be under way for one address before it is
   *     known who asks
   */
  public Preparation(
      History history,
      Retrieval retrieval,
      Lab lab,
      ExecutorService virtualThreads,
      LongSupplier nanoTime,
      int mostUnconfirmed) {
    parts = new Work.Parts(history, retrieval, lab, virtualThreads, nanoTime);
    headStarts = new HeadStarts(parts);
    unconfirmed = new Unconfirmed(mostUnconfirmed);
    allowances = new LocalBuckets(nanoTime);
  }

  /**
   * Begins for somebody who is typing. It is cancelled when they do not send in time.
   *
   * @throws RefusedException when they ask for that too often
   */
  public void headStart(Question draft) {
    boolean admitted =
        allowances
            .bucket(Meter.USER_HEAD_STARTS.account(draft.caller()), HEAD_STARTS_PER_MINUTE)
            .tryConsume(1);
    if (!admitted) {
      throw new RefusedException(Problem.rateLimited(Duration.ofSeconds(1)));
    }
    headStarts.begin(draft);
  }

  /**
   * Begins for a message whose sender is not known for sure. Absent when that is of no use, or too
   * much is under way for that address. It is to be given to {@link #take}, or cancelled.
   *
   * @param address where the request came from
   */
  public Optional<Work> ahead(Question seeming, String address) {
    if (parts.lab().state().sequential()
        || headStarts.has(seeming)
        || !unconfirmed.begin(address)) {
      return Optional.empty();
    }
    return Optional.of(Work.begin(parts, seeming, null, () -> unconfirmed.end(address)));
  }

  /**
   * The preparation for a message whose sender is known: what there is already, if it still is
   * right, or a new one. Returns at once.
   *
   * @param ahead what was begun for it, if anything
   */
  public Work take(Question question, @Nullable Work ahead) {
    Work typed = headStarts.take(question);
    Future<HistoryRead> history = null;
    if (typed != null) {
      if (typed.question().asksWhat(question) && question.system() == null && typed.isSound()) {
        abandon(ahead);
        return typed;
      }
      typed.cancelRetrieval();
      history = typed.history();
    }
    if (ahead != null) {
      if (ahead.question().equals(question)) {
        ahead.confirm();
        return ahead;
      }
      ahead.cancel();
    }
    Work work = Work.begin(parts, question, history, () -> {});
    work.confirm();
    return work;
  }

  private static void abandon(@Nullable Work ahead) {
    if (ahead != null) {
      ahead.cancel();
    }
  }
}
