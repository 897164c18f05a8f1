package dev.firstword.system;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.time.Duration;
import java.util.Map;

/** All kinds of callers to whom nothing of ada, a user of the tenant acme, is shown. */
final class OtherCallers {

  static final Caller ADA = new Caller("acme", "ada");

  private static final Duration HOUR = Duration.ofHours(1);

  private OtherCallers() {}

  /**
   * A caller other than ada, and the status that it gets: what it does not own does not exist for
   * it.
   */
  record Requester(String headers, int status, int sameKeyStatus) {

    Client client(ServerFixture server) {
      return new Client(server.firstword().uri(), headers);
    }
  }

  /** Returns them by what they are, with keys of their own. */
  static Map<String, Requester> of(TestKeys keys, String adasKey) {
    String revoked = keys.add(ADA, Role.USER);
    keys.revoke(revoked);
    String expired = keys.add(ADA, Role.USER, Duration.ofMillis(-1));
    Caller bob = new Caller("acme", "bob");
    Caller namesake = new Caller("other", "ada");
    return Map.ofEntries(
        Map.entry("a colleague", known(keys.add(bob, Role.USER), "", 422)),
        Map.entry("a namesake elsewhere", known(keys.add(namesake, Role.USER), "", 200)),
        Map.entry("a service of ada's tenant", known(keys.add(bob, Role.SERVICE), "", 422)),
        Map.entry(
            "a service elsewhere that acts for ada",
            known(
                keys.add(new Caller("third", "shop"), Role.SERVICE),
                "Firstword-User: ada\r\n",
                200)),
        Map.entry(
            "a service here that acts for a colleague",
            known(keys.add(bob, Role.SERVICE), "Firstword-User: carol\r\n", 422)),
        Map.entry("a colleague with a token", known(token(bob, Role.USER), "", 422)),
        Map.entry(
            "a namesake elsewhere with a token",
            known(token(new Caller("fourth", "ada"), Role.USER), "", 200)),
        Map.entry(
            "a user who claims to act for ada",
            requester(keys.add(bob, Role.USER), "Firstword-User: ada\r\n", 403)),
        Map.entry(
            "an operator who claims to act for ada",
            requester(keys.add(bob, Role.OPERATOR), "Firstword-User: ada\r\n", 403)),
        Map.entry("ada's operator", requester(keys.add(ADA, Role.OPERATOR), "", 403)),
        Map.entry("an operator with a token", requester(token(ADA, Role.OPERATOR), "", 403)),
        Map.entry("an anonymous caller", new Requester("", 401, 401)),
        Map.entry(
            "an anonymous caller that claims to be ada",
            new Requester("Firstword-User: ada\r\n", 401, 401)),
        Map.entry("a password", new Requester("Authorization: Basic YWRhOmFkYQ==\r\n", 401, 401)),
        Map.entry("an empty credential", requester("", "", 401)),
        Map.entry("a revoked key of ada's", requester(revoked, "", 401)),
        Map.entry("an expired key of ada's", requester(expired, "", 401)),
        Map.entry("half of ada's key", requester(adasKey.substring(0, 40), "", 401)),
        Map.entry(
            "a token signed with another key",
            requester(TestTokens.token(ADA, Role.USER, HOUR, "x".repeat(32)), "", 401)),
        Map.entry(
            "a token that has expired",
            requester(TestTokens.token(ADA, Role.USER, Duration.ofHours(-1)), "", 401)));
  }

  static String token(Caller caller, Role role) {
    return TestTokens.token(caller, role, HOUR);
  }

  /** A caller with a valid credential, for whom nothing of ada's exists. */
  static Requester known(String credential, String headers, int sameKeyStatus) {
    return new Requester(bearer(credential) + headers, 404, sameKeyStatus);
  }

  private static Requester requester(String credential, String headers, int status) {
    return new Requester(bearer(credential) + headers, status, status);
  }

  private static String bearer(String credential) {
    return "Authorization: Bearer " + credential + "\r\n";
  }
}
