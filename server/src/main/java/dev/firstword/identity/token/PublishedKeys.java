package dev.firstword.identity.token;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes, read when needed and kept. A token that names an unknown key
 * has them read again, as issuers change keys; but not more often than every few seconds, as
 * anybody can make up names. While the address does not answer the known keys stand, up to a limit:
 * by then one of them may have been withdrawn.
 */
final class PublishedKeys implements JWKSource<SecurityContext> {

  /** After this the keys are read again, also when all that are asked for are known. */
  static final Duration FRESH = Duration.ofMinutes(5);

  static final Duration BETWEEN_READS = Duration.ofSeconds(10);

  /** For how long keys are believed that can't be read again. */
  static final Duration LONGEST_BELIEF = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(PublishedKeys.class);

  private final URI address;
  private final KeyFetch fetch;
  private final LongSupplier nanoTime;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Known known;
  private @Nullable Long lastTryNanos;

  PublishedKeys(URI address, KeyFetch fetch, LongSupplier nanoTime) {
    this.address = address;
    this.fetch = fetch;
    this.nanoTime = nanoTime;
  }

  private record Known(JWKSet keys, long readNanos) {

    boolean isYoungerThan(Duration age, long nowNanos) {
      return nowNanos - readNanos < age.toNanos();
    }
  }

  /**
   * The keys that fit; none when the issuer has none such. Blocks while they are read.
   *
   * @throws KeySourceException when they can't be read and none are known
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    Known current = known;
    if (current == null || !current.isYoungerThan(FRESH, nanoTime.getAsLong())) {
      current = read(current);
    }
    if (current == null || !current.isYoungerThan(LONGEST_BELIEF, nanoTime.getAsLong())) {
      throw new KeySourceException("the keys at " + address + " can't be read");
    }
    List<JWK> fitting = selector.select(current.keys);
    if (!fitting.isEmpty()) {
      return fitting;
    }
    Known again = read(current);
    return again == null ? List.of() : selector.select(again.keys);
  }

  /** Reads the keys unless somebody just did; gives what is known after that. */
  private @Nullable Known read(@Nullable Known seen) {
    reading.lock();
    try {
      Known current = known;
      long now = nanoTime.getAsLong();
      boolean readMeanwhile = current != null && !current.equals(seen);
      boolean triedJustNow = lastTryNanos != null && now - lastTryNanos < BETWEEN_READS.toNanos();
      if (readMeanwhile || triedJustNow) {
        return current;
      }
      lastTryNanos = now;
      Known fresh = new Known(JWKSet.parse(fetch.fetch(address)), now);
      known = fresh;
      return fresh;
    } catch (IOException e) {
      log.warn("the keys at {} can't be read: {}", address, e.getMessage());
    } catch (ParseException _) {
      log.warn("what is at {} is no set of keys", address);
    } finally {
      reading.unlock();
    }
    return known;
  }
}
