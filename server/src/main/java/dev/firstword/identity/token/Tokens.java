package dev.firstword.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import dev.firstword.identity.CredentialVerifier;
import dev.firstword.identity.Principal;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who holds a token, by the rules of the issuer that it names. */
public final class Tokens implements CredentialVerifier {

  private static final Logger log = LoggerFactory.getLogger(Tokens.class);

  private final Map<String, IssuerRules> issuers = new HashMap<>();
  private final InstantSource clock;

  /**
   * Trusts these issuers and nobody else.
   *
   * @param nanoTime the clock that published keys grow old by
   */
  public Tokens(
      List<TokenIssuer> issuers, KeyFetch fetch, InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    for (TokenIssuer issuer : issuers) {
      this.issuers.put(issuer.issuer(), new IssuerRules(issuer, fetch, clock, nanoTime));
    }
  }

  @Override
  public Verified verify(String credential) {
    SignedJWT token = parse(credential);
    IssuerRules rules = issuers.get(issuer(token));
    if (rules == null) {
      throw invalid();
    }
    try {
      return rules.holder(rules.verify(token), clock.millis());
    } catch (KeySourceException _) {
      throw new RefusedException(Problem.signInAway()); // Logged where they were read.
    } catch (BadJWTException e) {
      // Signed by the issuer, so what it says of issuer and audience is no stranger's text.
      log.debug("a token of {} was refused: {}", rules.issuer(), e.getMessage());
      throw invalid();
    } catch (BadJOSEException | JOSEException e) {
      log.debug("a token that names {} was refused: {}", rules.issuer(), e.getClass().getName());
      throw invalid();
    }
  }

  @Override
  public Optional<Principal> seeming(String credential) {
    SignedJWT token = parse(credential);
    IssuerRules rules = issuers.get(issuer(token));
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      return rules == null || claims == null || claims.getExpirationTime() == null
          ? Optional.empty()
          : Optional.of(rules.holder(claims, clock.millis()).principal());
    } catch (ParseException | BadJWTException _) {
      return Optional.empty();
    }
  }

  /** A token that is not signed ({@code none}) or is encrypted is no token here. */
  private static SignedJWT parse(String credential) {
    try {
      return SignedJWT.parse(credential);
    } catch (ParseException _) {
      throw invalid();
    }
  }

  /** Only to choose the rules: they check it again once the signature is verified. */
  private static @Nullable String issuer(SignedJWT token) {
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      return claims == null ? null : claims.getIssuer();
    } catch (ParseException _) {
      throw invalid();
    }
  }

  private static RefusedException invalid() {
    return new RefusedException(
        Problem.unauthorized("This sign-in is not valid or has expired. Sign in again."));
  }
}
