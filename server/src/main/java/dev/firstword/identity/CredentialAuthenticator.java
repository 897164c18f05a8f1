package dev.firstword.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.firstword.identity.CredentialVerifier.Verified;
import dev.firstword.identity.key.IssuedKey;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks everybody for an API key or a token, and remembers for a moment what came of it: neither a
 * signature nor the store is asked on every request. What is remembered is found by a digest, so
 * that no credential stays in memory.
 */
public final class CredentialAuthenticator implements Authenticator {

  private static final int MOST_REMEMBERED = 10_000;

  /**
   * Long enough that a flood with one bad credential costs nothing; a key that was added meanwhile
   * is not shut out for long.
   */
  private static final Duration REFUSED_FOR = Duration.ofSeconds(2);

  private static final String SCHEME = "Bearer ";

  private final CredentialVerifier keys;
  private final CredentialVerifier tokens;

  // Apart from each other: refusals must not crowd out those who are known.
  private final Cache<String, Verified> accepted;
  private final Cache<String, Problem> refused;

  /**
   * An authenticator over two kinds of credentials.
   *
   * @param keys verifies what looks like an API key
   * @param tokens verifies everything else
   * @param nanoTime the clock that what is remembered grows old by
   */
  public CredentialAuthenticator(
      CredentialVerifier keys, CredentialVerifier tokens, LongSupplier nanoTime) {
    this.keys = keys;
    this.tokens = tokens;
    accepted =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .ticker(nanoTime::getAsLong)
            .recordStats()
            .expireAfter(Expiry.<String, Verified>writing((_, verified) -> verified.validFor()))
            .build();
    refused =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .ticker(nanoTime::getAsLong)
            .expireAfterWrite(REFUSED_FOR)
            .build();
  }

  @Override
  public Principal authenticate(@Nullable String authorization, @Nullable String onBehalfOf) {
    Principal principal = holderOf(credential(authorization));
    return onBehalfOf == null ? principal : principal.actingFor(onBehalfOf);
  }

  /** How often somebody was known from before, since the start. */
  public long hits() {
    return accepted.stats().hitCount();
  }

  /** How often somebody had to be verified. */
  public long misses() {
    return accepted.stats().missCount();
  }

  @Override
  public Optional<Principal> seeming(@Nullable String authorization, @Nullable String onBehalfOf) {
    try {
      String credential = credential(authorization);
      Verified known = accepted.asMap().get(digest(credential));
      Optional<Principal> holder =
          known != null
              ? Optional.of(known.principal())
              : IssuedKey.looksLikeOne(credential) ? Optional.empty() : tokens.seeming(credential);
      return onBehalfOf == null ? holder : holder.map(service -> service.actingFor(onBehalfOf));
    } catch (RefusedException _) {
      return Optional.empty(); // Told when it is looked at in earnest.
    }
  }

  private static String credential(@Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      throw new RefusedException(
          Problem.unauthorized("Sign in first: this server wants an API key or a token."));
    }
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new RefusedException(
          Problem.unauthorized("Sign in with the header \"Authorization: Bearer\" and a key."));
    }
    return authorization.substring(SCHEME.length()).strip();
  }

  private Principal holderOf(String credential) {
    String digest = digest(credential);
    Verified known = accepted.getIfPresent(digest);
    if (known != null) {
      return known.principal();
    }
    Problem refusal = refused.getIfPresent(digest);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    return verify(credential, digest);
  }

  private Principal verify(String credential, String digest) {
    try {
      Verified verified = (IssuedKey.looksLikeOne(credential) ? keys : tokens).verify(credential);
      if (verified.validFor().isPositive()) {
        accepted.put(digest, verified);
      }
      return verified.principal();
    } catch (RefusedException e) {
      // What can't be found out now is no verdict.
      if (e.problem().status() < 500) {
        refused.put(digest, e.problem());
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
