package dev.firstword.core.identity.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.firstword.core.identity.Authenticator;
import dev.firstword.core.identity.CredentialVerifier;
import dev.firstword.core.identity.CredentialVerifier.Verified;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requires an API key or a token, and caches the outcome briefly, so that not every request
 * verifies a signature or reads the store. The cache is keyed by a digest, so that no credential
 * stays in memory.
 */
public final class CredentialAuthenticator implements Authenticator {

  private static final int MAX_CACHED_CREDENTIALS = 10_000;

  /**
   * Long enough that a flood with one invalid credential costs nothing, short enough that a newly
   * added key is soon accepted.
   */
  private static final Duration REFUSAL_TTL = Duration.ofSeconds(2);

  private static final String SCHEME = "Bearer ";

  private final CredentialVerifier keyVerifier;
  private final CredentialVerifier tokenVerifier;

  // Separate caches: rejections must not evict known callers.
  private final Cache<String, Verified> acceptedCache;
  private final Cache<String, Problem> refusedCache;

  /**
   * Creates an authenticator.
   *
   * @param keyVerifier verifies credentials that look like API keys
   * @param tokenVerifier verifies all other credentials
   * @param nanoTime the clock for cache expiry
   */
  public CredentialAuthenticator(
      CredentialVerifier keyVerifier, CredentialVerifier tokenVerifier, LongSupplier nanoTime) {
    this.keyVerifier = keyVerifier;
    this.tokenVerifier = tokenVerifier;
    acceptedCache =
        Caffeine.newBuilder()
            .maximumSize(MAX_CACHED_CREDENTIALS)
            .ticker(nanoTime::getAsLong)
            .recordStats()
            .expireAfter(Expiry.<String, Verified>writing((_, verified) -> verified.validFor()))
            .build();
    refusedCache =
        Caffeine.newBuilder()
            .maximumSize(MAX_CACHED_CREDENTIALS)
            .ticker(nanoTime::getAsLong)
            .expireAfterWrite(REFUSAL_TTL)
            .build();
  }

  @Override
  public Principal authenticate(@Nullable String authorization, @Nullable String onBehalfOf) {
    Principal principal = principalOf(credential(authorization));
    return onBehalfOf == null ? principal : principal.actingFor(onBehalfOf);
  }

  /** Returns the number of cache hits since the start. */
  public long hits() {
    return acceptedCache.stats().hitCount();
  }

  /** Returns the number of cache misses since the start. */
  public long misses() {
    return acceptedCache.stats().missCount();
  }

  @Override
  public Optional<Principal> claimedPrincipal(
      @Nullable String authorization, @Nullable String onBehalfOf) {
    try {
      String credential = credential(authorization);
      Verified cached = acceptedCache.asMap().get(digest(credential));
      Optional<Principal> holder =
          cached != null
              ? Optional.of(cached.principal())
              : IssuedKey.hasKeyPrefix(credential)
                  ? Optional.empty()
                  : tokenVerifier.claimedPrincipal(credential);
      return onBehalfOf == null ? holder : holder.map(service -> service.actingFor(onBehalfOf));
    } catch (ProblemException _) {
      return Optional.empty(); // Reported by the authentication itself.
    }
  }

  private static String credential(@Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      throw new ProblemException(
          Problem.unauthorized("Sign in first: this server requires an API key or a token."));
    }
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new ProblemException(
          Problem.unauthorized("Sign in with the header \"Authorization: Bearer\" and a key."));
    }
    return authorization.substring(SCHEME.length()).strip();
  }

  private Principal principalOf(String credential) {
    String digest = digest(credential);
    Verified cached = acceptedCache.getIfPresent(digest);
    if (cached != null) {
      return cached.principal();
    }
    Problem refusal = refusedCache.getIfPresent(digest);
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
    return verify(credential, digest);
  }

  private Principal verify(String credential, String digest) {
    try {
      Verified verified =
          (IssuedKey.hasKeyPrefix(credential) ? keyVerifier : tokenVerifier).verify(credential);
      if (verified.validFor().isPositive()) {
        acceptedCache.put(digest, verified);
      }
      return verified.principal();
    } catch (ProblemException e) {
      // Unavailability is no evidence against the credential.
      if (e.problem().status() < 500) {
        refusedCache.put(digest, e.problem());
      }
      throw e;
    }
  }

  private static String digest(String credential) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(credential.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
