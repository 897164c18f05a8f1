package dev.firstword.core.preparation;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.limit.InMemoryBucketStore;
import dev.firstword.core.identity.limit.Meter;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Limits how often a user's drafts are prepared while they type. */
final class DraftRateLimit {

  /** One draft every half second, with a burst for a user who returns to a draft. */
  private static final int MAX_DRAFTS_PER_MINUTE = 120;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final InMemoryBucketStore buckets;

  DraftRateLimit(LongSupplier nanoTime) {
    buckets = new InMemoryBucketStore(nanoTime);
  }

  /** Drops what is counted of a user. */
  void forget(Caller caller) {
    buckets.remove(Meter.USER_PREPARATIONS.keyFor(caller), MAX_DRAFTS_PER_MINUTE);
  }

  /**
   * Counts a draft.
   *
   * @throws ProblemException if the caller sends drafts too often
   */
  void acquire(Caller caller) {
    boolean admitted =
        buckets.bucket(Meter.USER_PREPARATIONS.keyFor(caller), MAX_DRAFTS_PER_MINUTE).tryConsume(1);
    if (!admitted) {
      throw new ProblemException(Problem.rateLimited(RETRY_AFTER));
    }
  }
}
