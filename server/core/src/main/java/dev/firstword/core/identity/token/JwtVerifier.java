package dev.firstword.core.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.CredentialVerifier.Verified;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.security.Key;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the JSON Web Tokens of one issuer: type, signature, times and audience. Maps their
 * claims to a principal.
 */
final class JwtVerifier {

  /** The accepted clock skew between the issuer and this server. */
  static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(30);

  /**
   * How long a verified token may be cached; bounded so that removing an issuer's key takes effect.
   */
  static final Duration MAX_CACHE_TTL = Duration.ofSeconds(60);

  /** The accepted token types: RFC 7519, RFC 9068 for access tokens, or none. */
  private static final DefaultJOSEObjectTypeVerifier<SecurityContext> ALLOWED_TYPES =
      new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null);

  private final TokenIssuer issuer;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  JwtVerifier(TokenIssuer issuer, JwksFetcher fetcher, InstantSource clock, LongSupplier nanoTime) {
    this.issuer = issuer;
    processor.setJWSTypeVerifier(ALLOWED_TYPES);
    processor.setJWSKeySelector(
        switch (issuer.keys()) {
          case TokenKeys.Shared(var key) -> singleKey(issuer, key);
          case TokenKeys.Public(var key) -> singleKey(issuer, key);
          case TokenKeys.Jwks(var address) ->
              new JWSVerificationKeySelector<>(
                  issuer.algorithms().stream()
                      .map(TokenAlgorithm::algorithm)
                      .collect(Collectors.toSet()),
                  new JwksKeySource(address, fetcher, nanoTime));
        });
    processor.setJWTClaimsSetVerifier(new ClaimsVerifier(issuer, clock));
  }

  private static JWSKeySelector<SecurityContext> singleKey(TokenIssuer issuer, Key key) {
    return new SingleKeyJWSKeySelector<>(issuer.algorithms().iterator().next().algorithm(), key);
  }

  String issuer() {
    return issuer.issuer();
  }

  /** Returns the token's claims after verifying its signature, times, issuer and audience. */
  JWTClaimsSet verify(SignedJWT token) throws BadJOSEException, JOSEException {
    return processor.process(token, null);
  }

  /** Returns the principal that verified claims name. */
  @SuppressWarnings("JavaUtilDate") // the library's type
  Verified verifiedPrincipal(JWTClaimsSet claims, long nowMs) throws BadJWTException {
    String tenant = text(claims, issuer.claims().tenant());
    String user = text(claims, issuer.claims().user());
    if (tenant == null) {
      tenant = issuer.tenant();
    }
    if (tenant == null
        || user == null
        || !Caller.isValidName(tenant)
        || !Caller.isValidName(user)) {
      throw new BadJWTException("no tenant or no user");
    }
    Date expiry = claims.getExpirationTime();
    if (expiry == null) { // A claim that is null counts as present to the library.
      throw new BadJWTException("no expiry");
    }
    Duration validFor = Duration.ofMillis(expiry.getTime() - nowMs);
    return new Verified(
        new Principal(new Caller(tenant, user), role(claims)),
        validFor.compareTo(MAX_CACHE_TTL) < 0 ? validFor : MAX_CACHE_TTL);
  }

  /** Returns the role; of a list, which some issuers always send, the one that is known here. */
  private Role role(JWTClaimsSet claims) {
    String claim = issuer.claims().role();
    Object value = claims.getClaim(claim);
    if (value == null) {
      return Role.USER;
    }
    List<?> names = value instanceof List<?> list ? list : List.of(value);
    Set<Role> known =
        names.stream()
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .flatMap(name -> Role.ofWireName(name).stream())
            .collect(Collectors.toSet());
    if (known.size() != 1) {
      throw unusable(
          "The claim \"" + claim + "\" of your sign-in must name one role of this server.");
    }
    return known.iterator().next();
  }

  private static @Nullable String text(JWTClaimsSet claims, String claim) {
    return switch (claims.getClaim(claim)) {
      case null -> null;
      case String text -> text;
      case List<?> list when list.size() == 1 && list.getFirst() instanceof String text -> text;
      default -> throw unusable("The claim \"" + claim + "\" of your sign-in must be one string.");
    };
  }

  /** Not 401: signing in again would bring the same claim. */
  private static ProblemException unusable(String what) {
    return new ProblemException(Problem.forbidden(what + " Ask the operator."));
  }

  /** Verifies issuer, audience and times against this server's clock. */
  private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {

    private final InstantSource clock;

    ClaimsVerifier(TokenIssuer issuer, InstantSource clock) {
      super(
          issuer.audience(),
          new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
          Set.of("exp"));
      this.clock = clock;
      setMaxClockSkew((int) MAX_CLOCK_SKEW.toSeconds());
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the library's type
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
