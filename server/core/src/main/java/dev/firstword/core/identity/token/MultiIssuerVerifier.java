package dev.firstword.core.identity.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import dev.firstword.core.identity.CredentialVerifier;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
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

/** Verifies JSON Web Tokens of several issuers, each by the rules of the one that it names. */
public final class MultiIssuerVerifier implements CredentialVerifier {

  private static final Logger log = LoggerFactory.getLogger(MultiIssuerVerifier.class);

  private final Map<String, JwtVerifier> verifiers = new HashMap<>();
  private final InstantSource clock;

  /**
   * Creates a verifier that trusts only these issuers.
   *
   * @param nanoTime the clock for the age of published keys
   */
  public MultiIssuerVerifier(
      List<TokenIssuer> issuers, JwksFetcher fetcher, InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    for (TokenIssuer issuer : issuers) {
      this.verifiers.put(issuer.issuer(), new JwtVerifier(issuer, fetcher, clock, nanoTime));
    }
  }

  @Override
  public Verified verify(String credential) {
    SignedJWT token = parse(credential);
    JwtVerifier verifier = verifiers.get(issuer(token));
    if (verifier == null) {
      throw invalid();
    }
    try {
      return verifier.verifiedPrincipal(verifier.verify(token), clock.millis());
    } catch (KeySourceException _) {
      throw new ProblemException(Problem.signInUnavailable()); // Logged where the keys are fetched.
    } catch (BadJWTException e) {
      // Signed by the issuer, so the message contains no untrusted text.
      log.debug("a token of {} was refused: {}", verifier.issuer(), e.getMessage());
      throw invalid();
    } catch (BadJOSEException | JOSEException e) {
      log.debug("a token that names {} was refused: {}", verifier.issuer(), e.getClass().getName());
      throw invalid();
    }
  }

  @Override
  public Optional<Principal> claimedPrincipal(String credential) {
    SignedJWT token = parse(credential);
    JwtVerifier verifier = verifiers.get(issuer(token));
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      return verifier == null || claims == null || claims.getExpirationTime() == null
          ? Optional.empty()
          : Optional.of(verifier.verifiedPrincipal(claims, clock.millis()).principal());
    } catch (ParseException | BadJWTException _) {
      return Optional.empty();
    }
  }

  /**
   * Rejects unsigned ({@code none}) and encrypted tokens. The library throws runtime exceptions for
   * some malformed ones, such as a header that is the JSON null.
   */
  private static SignedJWT parse(String credential) {
    try {
      return SignedJWT.parse(credential);
    } catch (ParseException | RuntimeException _) {
      throw invalid();
    }
  }

  /** Used only to select the issuer's rules, which check it again after the signature. */
  private static @Nullable String issuer(SignedJWT token) {
    try {
      JWTClaimsSet claims = token.getJWTClaimsSet();
      return claims == null ? null : claims.getIssuer();
    } catch (ParseException | RuntimeException _) {
      throw invalid();
    }
  }

  private static ProblemException invalid() {
    return new ProblemException(
        Problem.unauthorized("This sign-in is not valid or has expired. Sign in again."));
  }
}
