package dev.firstword.core.identity.token;

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
 * The published keys of an issuer, fetched on demand and cached. An unknown key id triggers a
 * refresh because issuers rotate keys, but at most every few seconds because anyone can make up key
 * ids. While the address is unavailable, the cached keys stay valid up to a limit, because one of
 * them may have been withdrawn.
 */
final class JwksKeySource implements JWKSource<SecurityContext> {

  /** The age at which the keys are refreshed, even if all requested keys are known. */
  static final Duration REFRESH_AFTER = Duration.ofMinutes(5);

  static final Duration MIN_FETCH_INTERVAL = Duration.ofSeconds(10);

  /** How long cached keys stay valid if they can't be refreshed. */
  static final Duration MAX_STALENESS = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(JwksKeySource.class);

  private final URI address;
  private final JwksFetcher fetcher;
  private final LongSupplier nanoTime;
  private final ReentrantLock fetchLock = new ReentrantLock();
  private volatile @Nullable CachedKeys cached;
  private @Nullable Long lastAttemptNanos;

  JwksKeySource(URI address, JwksFetcher fetcher, LongSupplier nanoTime) {
    this.address = address;
    this.fetcher = fetcher;
    this.nanoTime = nanoTime;
  }

  private record CachedKeys(JWKSet keys, long fetchedNanos) {

    boolean isYoungerThan(Duration age, long nowNanos) {
      return nowNanos - fetchedNanos < age.toNanos();
    }
  }

  /**
   * Returns the matching keys; empty if the issuer has none. Blocks while the keys are fetched.
   *
   * @throws KeySourceException if the keys can't be fetched and no valid ones are cached
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    CachedKeys current = cached;
    if (current == null || !current.isYoungerThan(REFRESH_AFTER, nanoTime.getAsLong())) {
      current = refresh(current);
    }
    if (current == null || !current.isYoungerThan(MAX_STALENESS, nanoTime.getAsLong())) {
      throw new KeySourceException("the keys at " + address + " can't be read");
    }
    List<JWK> matching = selector.select(current.keys);
    if (!matching.isEmpty()) {
      return matching;
    }
    CachedKeys refreshed = refresh(current);
    return refreshed == null ? List.of() : selector.select(refreshed.keys);
  }

  /** Fetches the keys, unless another thread just did. Returns the keys then cached. */
  private @Nullable CachedKeys refresh(@Nullable CachedKeys seen) {
    fetchLock.lock();
    try {
      CachedKeys current = cached;
      long nowNanos = nanoTime.getAsLong();
      boolean refreshedMeanwhile = current != null && !current.equals(seen);
      boolean attemptedRecently =
          lastAttemptNanos != null && nowNanos - lastAttemptNanos < MIN_FETCH_INTERVAL.toNanos();
      if (refreshedMeanwhile || attemptedRecently) {
        return current;
      }
      lastAttemptNanos = nowNanos;
      CachedKeys fresh = new CachedKeys(JWKSet.parse(fetcher.fetch(address)), nowNanos);
      cached = fresh;
      return fresh;
    } catch (IOException e) {
      log.warn("the keys at {} can't be read: {}", address, e.getMessage());
    } catch (ParseException _) {
      log.warn("the document at {} is not a set of keys", address);
    } finally {
      fetchLock.unlock();
    }
    return cached;
  }
}
