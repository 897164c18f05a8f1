package dev.firstword.core.identity.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.token.TokenIssuer.ClaimNames;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.testing.fuzz.FuzzRun;
import dev.firstword.testing.fuzz.Mutator;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tokens that were changed at random are refused with a reason, or say what they said before. */
final class FuzzedTokensTest {

  private static final int CASES = 2_000;
  private static final int MAX_BYTES = 16 * 1024;
  private static final Principal ADA = new Principal(new Caller("acme", "ada"), Role.USER);

  private final ManualClock clock = new ManualClock();
  private final MultiIssuerVerifier verifier =
      new MultiIssuerVerifier(
          List.of(
              new TokenIssuer(
                  TestToken.ISSUER,
                  TestToken.AUDIENCE,
                  Set.of(TokenAlgorithm.HS256),
                  new TokenKeys.Shared(TestSigningKeys.SECRET),
                  ClaimNames.DEFAULT,
                  null)),
          _ -> {
            throw new IOException("nothing is to be fetched");
          },
          clock,
          clock);

  @Test
  void aChangedTokenNamesNobodyElse() {
    byte[] good = new TestToken(clock).signed(TestSigningKeys.SECRET).getBytes(UTF_8);

    FuzzRun.ofCases(
        CASES,
        random -> {
          String token = new String(new Mutator(random, MAX_BYTES).mutate(good), ISO_8859_1);
          try {
            assertThat(verifier.verify(token).principal()).isEqualTo(ADA);
          } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(401, 403);
          }
        });
  }

  @Test
  void anyClaimsThatAreSignedAreReadOrRefused() {
    byte[] good = new TestToken(clock).claims().toString().getBytes(UTF_8);

    FuzzRun.ofCases(
        CASES,
        random -> {
          String token = signed(new Mutator(random, MAX_BYTES).mutate(good));
          try {
            Principal principal = verifier.verify(token).principal();
            assertThat(principal.caller().tenant()).isNotBlank();
            assertThat(principal.caller().user()).isNotBlank();
          } catch (ProblemException refused) {
            assertThat(refused.problem().status()).isIn(401, 403);
          }
        });
  }

  private static String signed(byte[] claims) throws JOSEException {
    JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
    token.sign(new MACSigner(TestSigningKeys.SECRET));
    return token.serialize();
  }
}
