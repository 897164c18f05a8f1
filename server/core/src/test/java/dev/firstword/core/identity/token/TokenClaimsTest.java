package dev.firstword.core.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.identity.token.TokenIssuer.ClaimNames;
import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.time.ManualClock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a valid token says about its holder, in the forms that issuers give to it. */
final class TokenClaimsTest {

  private final ManualClock clock = new ManualClock();

  @Test
  void readsTheRoleClaim() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(ClaimNames.DEFAULT);

    for (Role role : Role.values()) {
      String token = token().claim("role", role.wireName()).signed(TestSigningKeys.RSA);
      assertThat(tokens.verify(token).principal().role()).isEqualTo(role);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "USER", "Operator", "", " user"})
  void rejectsUnknownRoles(String role) throws JOSEException {
    MultiIssuerVerifier tokens = tokens(ClaimNames.DEFAULT);
    String token = token().claim("role", role).signed(TestSigningKeys.RSA);

    assertThat(ThrownProblem.of(() -> tokens.verify(token)).status()).isEqualTo(403);
  }

  @Test
  void readsTheOneKnownRoleOfAList() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(ClaimNames.DEFAULT);

    for (List<?> roles :
        List.of(
            List.of("service"),
            List.of("service", "service"),
            List.of("offline_access", "service", "SERVICE"),
            List.of(7, List.of("user"), "service", true))) {
      String token = token().claim("role", roles).signed(TestSigningKeys.RSA);
      assertThat(tokens.verify(token).principal().role()).as("%s", roles).isEqualTo(Role.SERVICE);
    }
  }

  @Test
  void namesTheRoleClaimThatItCannotUse() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(new ClaimNames("tenant", "sub", "https://acme/role"));

    for (Object wrong :
        List.of(
            "admin",
            List.of(),
            List.of("admin"),
            List.of("user", "operator"),
            List.of(List.of("user")),
            1,
            true,
            Map.of("user", "user"))) {
      assertNamed(tokens, "https://acme/role", wrong);
    }
  }

  @Test
  void readsANameInAListOfOne() throws JOSEException {
    String token =
        token()
            .claim("tenant", List.of("globex"))
            .claim("email", List.of("ada@globex.example"))
            .signed(TestSigningKeys.RSA);

    MultiIssuerVerifier tokens = tokens(new ClaimNames("tenant", "email", "role"));

    assertThat(tokens.verify(token).principal().caller())
        .isEqualTo(new Caller("globex", "ada@globex.example"));
  }

  @Test
  void namesTheClaimThatIsNoName() throws JOSEException {
    MultiIssuerVerifier tokens = tokens(ClaimNames.DEFAULT);

    for (Object wrong :
        List.of(1, true, List.of(), List.of("acme", "globex"), List.of(1), Map.of("a", "b"))) {
      assertNamed(tokens, "tenant", wrong);
    }
  }

  /** Not 401: signing in again would bring the same claim. */
  private void assertNamed(MultiIssuerVerifier tokens, String claim, Object value)
      throws JOSEException {
    String token = token().claim(claim, value).signed(TestSigningKeys.RSA);

    Problem problem = ThrownProblem.of(() -> tokens.verify(token));

    assertThat(problem.status()).as("%s", value).isEqualTo(403);
    assertThat(problem.detail()).contains("\"" + claim + "\"");
  }

  private TestToken token() {
    return new TestToken(clock);
  }

  private MultiIssuerVerifier tokens(ClaimNames names) throws JOSEException {
    return new MultiIssuerVerifier(
        List.of(
            new TokenIssuer(
                TestToken.ISSUER,
                TestToken.AUDIENCE,
                Set.of(TokenAlgorithm.RS256),
                new TokenKeys.Public(TestSigningKeys.RSA.toRSAPublicKey()),
                names,
                null)),
        _ -> {
          throw new IOException("nothing is to be fetched");
        },
        clock,
        clock);
  }
}
