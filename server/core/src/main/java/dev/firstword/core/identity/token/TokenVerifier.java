package dev.firstword.core.identity.token;

import dev.firstword.core.identity.CredentialVerifier;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.Optional;

/**
 * Verifies tokens of both kinds: those that this server has issued, and those of other issuers.
 *
 * @param own verifies tokens of this server; empty if it issues none
 */
public record TokenVerifier(Optional<UserTokens> own, MultiIssuerVerifier issuers)
    implements CredentialVerifier {

  @Override
  public Verified verify(String credential) {
    if (!UserTokens.hasTokenPrefix(credential)) {
      return issuers.verify(credential);
    }
    return own.orElseThrow(() ->
            new ProblemException(
                Problem.unauthorized("This server has no secret to verify such tokens with.")))
        .verify(credential);
  }

  @Override
  public Optional<Principal> claimedPrincipal(String credential) {
    return UserTokens.hasTokenPrefix(credential)
        ? Optional.empty()
        : issuers.claimedPrincipal(credential);
  }
}
