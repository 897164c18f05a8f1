package dev.firstword.identity.token;

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
import dev.firstword.identity.Caller;
import dev.firstword.identity.CredentialVerifier.Verified;
import dev.firstword.identity.Principal;
import dev.firstword.identity.Role;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.security.Key;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a token of one issuer must fulfil, and whom it names. */
final class IssuerRules {

  /** How far the issuer's clock may be from ours. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  /** How long a verified token is believed, so that removing an issuer's key takes effect. */
  static final Duration LONGEST_BELIEF = Duration.ofSeconds(60);

  /** What an issuer may call its tokens: RFC 7519, and RFC 9068 for access tokens; or nothing. */
  private static final DefaultJOSEObjectTypeVerifier<SecurityContext> TYPES =
      new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null);

  private final TokenIssuer issuer;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  IssuerRules(TokenIssuer issuer, KeyFetch fetch, InstantSource clock, LongSupplier nanoTime) {
    this.issuer = issuer;
    processor.setJWSTypeVerifier(TYPES);
    processor.setJWSKeySelector(
        switch (issuer.keys()) {
          case TokenKeys.Shared(var key) -> one(issuer, key);
          case TokenKeys.Public(var key) -> one(issuer, key);
          case TokenKeys.Published(var address) ->
              new JWSVerificationKeySelector<>(
                  issuer.algorithms().stream()
                      .map(TokenAlgorithm::algorithm)
                      .collect(Collectors.toSet()),
                  new PublishedKeys(address, fetch, nanoTime));
        });
    processor.setJWTClaimsSetVerifier(new ClaimRules(issuer, clock));
  }

  private static JWSKeySelector<SecurityContext> one(TokenIssuer issuer, Key key) {
    return new SingleKeyJWSKeySelector<>(issuer.algorithms().iterator().next().algorithm(), key);
  }

  String issuer() {
    return issuer.issuer();
  }

  /** The token's claims, once its signature, its times, its issuer and its audience are right. */
  JWTClaimsSet verify(SignedJWT token) throws BadJOSEException, JOSEException {
    return processor.process(token, null);
  }

  /** Whom verified claims name. */
  @SuppressWarnings("JavaUtilDate") // the library's
  Verified holder(JWTClaimsSet claims, long nowMs) throws BadJWTException {
    String tenant = text(claims, issuer.claims().tenant());
    String user = text(claims, issuer.claims().user());
    if (tenant == null) {
      tenant = issuer.tenant();
    }
    if (tenant == null || user == null || !Caller.isName(tenant) || !Caller.isName(user)) {
      throw new BadJWTException("no tenant or no user");
    }
    Duration left = Duration.ofMillis(claims.getExpirationTime().getTime() - nowMs);
    return new Verified(
        new Principal(new Caller(tenant, user), role(claims)),
        left.compareTo(LONGEST_BELIEF) < 0 ? left : LONGEST_BELIEF);
  }

  private Role role(JWTClaimsSet claims) throws BadJWTException {
    String name = text(claims, issuer.claims().role());
    return name == null
        ? Role.USER
        : Role.ofWireName(name)
            .orElseThrow(() ->
                new RefusedException(
                    Problem.forbidden(
                        "Your sign-in names a role that this server does not know. Ask whoever runs"
                            + " it.")));
  }

  private static @Nullable String text(JWTClaimsSet claims, String name) throws BadJWTException {
    Object value = claims.getClaim(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new BadJWTException("the claim " + name + " is not a text");
  }

  /** Issuer, audience and times, by a clock that is ours. */
  private static final class ClaimRules extends DefaultJWTClaimsVerifier<SecurityContext> {

    private final InstantSource clock;

    ClaimRules(TokenIssuer issuer, InstantSource clock) {
      super(
          issuer.audience(),
          new JWTClaimsSet.Builder().issuer(issuer.issuer()).build(),
          Set.of("exp"));
      this.clock = clock;
      setMaxClockSkew((int) LEEWAY.toSeconds());
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // the library's
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
