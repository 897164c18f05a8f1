package dev.firstword.identity.limit;

import dev.firstword.identity.limit.Meter.Account;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** Where the counts are kept. */
public interface Buckets {

  /** The count of that account, full when it is new. */
  Bucket bucket(Account account, int perMinute);

  /** As much as a minute allows may come at once; from then on it flows back evenly. */
  static Bandwidth perMinute(int amount) {
    return Bandwidth.builder().capacity(amount).refillGreedy(amount, Duration.ofMinutes(1)).build();
  }
}
