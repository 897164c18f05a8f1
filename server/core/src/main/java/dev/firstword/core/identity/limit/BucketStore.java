package dev.firstword.core.identity.limit;

import dev.firstword.core.identity.limit.Meter.BucketKey;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/** Stores token buckets. */
public interface BucketStore {

  /** Returns the bucket for a key; a new bucket is full. */
  Bucket bucket(BucketKey key, int perMinute);

  /** Drops a bucket, if there is one. */
  void remove(BucketKey key, int perMinute);

  /** Returns a limit that allows a burst of one minute's amount and then refills evenly. */
  static Bandwidth perMinute(int amount) {
    return Bandwidth.builder().capacity(amount).refillGreedy(amount, Duration.ofMinutes(1)).build();
  }
}
