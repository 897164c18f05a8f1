package dev.firstword.core.identity.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.CredentialVerifier;
import dev.firstword.core.identity.Grant;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.ApiKey;
import dev.firstword.core.identity.key.ApiKeyStore;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;

/**
 * Issues and verifies tokens with which a page calls the server as one user, for some minutes. They
 * are signed with a secret that all nodes have, so that none needs the store to verify one. A token
 * ends with the API key that issued it: the state of that key is read once in a few seconds.
 */
public final class UserTokens implements CredentialVerifier {

  public static final Duration MIN_LIFETIME = Duration.ofMinutes(1);
  public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);
  public static final Duration MAX_LIFETIME = Duration.ofMinutes(15);

  /** HS256 needs a key as long as its hash. */
  public static final int MIN_SECRET_BYTES = 32;

  /** Tells these tokens from keys and from those of issuers. Secret scanners find it. */
  private static final String PREFIX = "fwt_";

  private static final JOSEObjectType TYPE = new JOSEObjectType("firstword-user+jwt");
  private static final String TENANT = "tenant";
  private static final String PROFILES = "profiles";
  private static final String TURNS_PER_MINUTE = "turns_per_minute";

  /** Half of what a revoked key may still be accepted: a verified token is cached for as long. */
  private static final Duration KEY_TTL = Duration.ofSeconds(5);

  private static final int MAX_KEYS = 10_000;

  private final SecretKey secret;
  private final ApiKeyStore store;
  private final InstantSource clock;
  private final Cache<String, Optional<ApiKey>> keys;

  /**
   * Creates the tokens of a server.
   *
   * @param secret signs the tokens; at least {@link #MIN_SECRET_BYTES} bytes
   * @param nanoTime the clock for the age of what is known of keys
   */
  public UserTokens(
      SecretKey secret, ApiKeyStore store, InstantSource clock, LongSupplier nanoTime) {
    this.secret = secret;
    this.store = store;
    this.clock = clock;
    keys =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .ticker(nanoTime::getAsLong)
            .expireAfterWrite(KEY_TTL)
            .build();
  }

  /** A new token, and when it expires. */
  public record Issued(String token, Instant expiresAt) {}

  /** Returns whether a credential has the prefix of these tokens. */
  public static boolean hasTokenPrefix(String credential) {
    return credential.startsWith(PREFIX);
  }

  /**
   * Issues a token.
   *
   * @param keyId the API key of the service that asks for it
   */
  @SuppressWarnings("JavaUtilDate") // the library's type
  public Issued issue(String keyId, Caller user, Duration lifetime, Grant grant) {
    Instant expiresAt = Instant.ofEpochSecond(clock.instant().plus(lifetime).getEpochSecond());
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(user.user())
            .claim(TENANT, user.tenant())
            .expirationTime(Date.from(expiresAt));
    if (!grant.profiles().isEmpty()) {
      claims.claim(PROFILES, List.copyOf(grant.profiles()));
    }
    if (grant.turnsPerMinute() != null) {
      claims.claim(TURNS_PER_MINUTE, grant.turnsPerMinute());
    }
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).keyID(keyId).build(),
            claims.build());
    try {
      token.sign(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException("the length of the secret was checked at the start", e);
    }
    return new Issued(PREFIX + token.serialize(), expiresAt);
  }

  @Override
  @SuppressWarnings("JavaUtilDate") // the library's type
  public Verified verify(String credential) {
    try {
      SignedJWT token = SignedJWT.parse(credential.substring(PREFIX.length()));
      JWSHeader header = token.getHeader();
      if (!header.getAlgorithm().equals(JWSAlgorithm.HS256)
          || !TYPE.equals(header.getType())
          || !token.verify(new MACVerifier(secret))) {
        throw invalid();
      }
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Duration left = Duration.between(clock.instant(), claims.getExpirationTime().toInstant());
      if (!left.isPositive()) {
        throw new ProblemException(Problem.tokenExpired());
      }
      Principal principal = principal(claims);
      requireValidKey(header.getKeyID(), principal.caller().tenant());
      return new Verified(principal, left.compareTo(KEY_TTL) < 0 ? left : KEY_TTL);
    } catch (ParseException | JOSEException e) {
      throw new ProblemException(invalid().problem(), e);
    }
  }

  private static Principal principal(JWTClaimsSet claims) throws ParseException {
    List<String> profiles = claims.getStringListClaim(PROFILES);
    return new Principal(
        new Caller(
            Objects.requireNonNull(claims.getStringClaim(TENANT)),
            Objects.requireNonNull(claims.getSubject())),
        Role.USER,
        new Grant(
            profiles == null ? Set.of() : Set.copyOf(profiles),
            claims.getIntegerClaim(TURNS_PER_MINUTE)));
  }

  private void requireValidKey(String keyId, String tenant) {
    long now = clock.millis();
    boolean isValid =
        keys.get(keyId, store::find)
            .filter(key -> key.stateAt(now) == ApiKey.State.VALID)
            .filter(key -> key.role() == Role.SERVICE && key.owner().tenant().equals(tenant))
            .isPresent();
    if (!isValid) {
      throw invalid();
    }
  }

  private static ProblemException invalid() {
    return new ProblemException(
        Problem.unauthorized("This token is not valid, or the key that issued it was revoked."));
  }
}
