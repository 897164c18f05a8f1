package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.config.LimitSettings;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.limit.Quota;
import org.junit.jupiter.api.Test;

/** Callers over their limit are told how long to wait; other callers are unaffected. */
final class RateLimitTest {

  private static final Quota TWO_TURNS = new Quota(2, null);

  @Test
  void rejectsATurnOverTheLimit() {
    try (ServerFixture server = limited()) {
      server.client().answer(ChatCall.faltering("One"));
      server.client().answer(ChatCall.faltering("Two"));

      Reply reply = server.client().refused(ChatCall.of("Three"));

      ProblemAssertions.assertProblem(reply, 429, "rate_limited");
      assertThat(reply.json().path("action").asText()).isEqualTo("wait");
      assertThat(Integer.parseInt(reply.header("retry-after").orElseThrow())).isBetween(1, 31);
      assertThat(server.calls().calls()).isEqualTo(2);
      assertThat(server.client().get("/api/conversations").body()).doesNotContain("Three");
    }
  }

  @Test
  void doesNotChargeForReplays() {
    try (ServerFixture server = limited()) {
      ChatCall call = ChatCall.faltering("Once").key("once");
      Transcript first = server.client().answer(call);
      for (int i = 0; i < 5; i++) {
        assertThat(server.client().answer(call).raw()).isEqualTo(first.raw());
      }
      server.client().answer(ChatCall.faltering("Two"));

      assertThat(server.client().answer(call).raw()).isEqualTo(first.raw());
      ProblemAssertions.assertProblem(server.client().refused(ChatCall.of("Three")), 429);
    }
  }

  @Test
  void doesNotChargeForRejectedRequests() {
    try (ServerFixture server = limited()) {
      for (int i = 0; i < 5; i++) {
        server.client().refused(ChatCall.of("Nowhere").inConversation("conv_none"));
        server.client().refused(ChatCall.of("Nobody").profile("none"));
        server.client().refused(ChatCall.of(""));
      }

      server.client().answer(ChatCall.faltering("One"));
      server.client().answer(ChatCall.faltering("Two"));
      ProblemAssertions.assertProblem(server.client().refused(ChatCall.of("Three")), 429);
    }
  }

  @Test
  void limitsATenantAcrossItsUsers() {
    String[] credentials = new String[3];
    try (ServerFixture server =
        new ServerFixture(
            data -> {
              TestKeys keys = new TestKeys(data);
              credentials[0] = keys.add(new Caller("acme", "ada"), Role.USER);
              credentials[1] = keys.add(new Caller("acme", "bob"), Role.USER);
              credentials[2] = keys.add(new Caller("other", "eve"), Role.USER);
            },
            settings -> settings.limits(new LimitSettings(Quota.UNLIMITED, TWO_TURNS, null)))) {
      server.client(credentials[0]).answer(ChatCall.faltering("One"));
      server.client(credentials[1]).answer(ChatCall.faltering("Two"));

      ProblemAssertions.assertProblem(
          server.client(credentials[0]).refused(ChatCall.of("Three")), 429);
      ProblemAssertions.assertProblem(
          server.client(credentials[1]).refused(ChatCall.of("Three")), 429);
      assertThat(server.client(credentials[2]).answer(ChatCall.faltering("One")).ending().type())
          .isEqualTo("done");
    }
  }

  @Test
  void replaysFromTheStoreOverTheLimit() {
    try (ServerFixture server = limited()) {
      ChatCall call = ChatCall.faltering("Once").key("once");
      Transcript first = server.client().answer(call);
      server.client().answer(ChatCall.faltering("Two"));
      server.restart();
      server.client().answer(ChatCall.faltering("Three"));
      server.client().answer(ChatCall.faltering("Four"));
      ProblemAssertions.assertProblem(server.client().refused(ChatCall.faltering("Five")), 429);

      assertThat(server.client().answer(call).raw()).isEqualTo(first.raw());
      ProblemAssertions.assertProblem(
          server.client().refused(ChatCall.faltering("Other").key("once")),
          422,
          "idempotency_key_reused");
    }
  }

  @Test
  void chargesTokensWhenATurnEnds() {
    try (ServerFixture server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings.limits(new LimitSettings(new Quota(null, 5), Quota.UNLIMITED, null)))) {
      server.client().answer(ChatCall.faltering("One"));

      ServerFixture.awaitTrue(() ->
          server.client().refused(ChatCall.faltering("Next at " + System.nanoTime())).status()
              == 429);

      assertThat(server.calls().calls()).isLessThan(5);
    }
  }

  @Test
  void limitsTheActiveTurnsOfAUser() {
    try (ServerFixture server =
        new ServerFixture(
            _ -> {},
            settings -> settings.limits(new LimitSettings(Quota.UNLIMITED, Quota.UNLIMITED, 2)))) {
      EventStream first = server.client().ask(ChatCall.writing("One"));
      server.client().ask(ChatCall.writing("Two"));

      ProblemAssertions.assertProblem(
          server.client().refused(ChatCall.of("Three")), 429, "too_many_active");

      server.client().cancel(first.turnId());
      first.awaitEnd();
      assertThat(server.client().answer(ChatCall.faltering("Three")).ending().type())
          .isEqualTo("done");
      server.client().cancelTurns();
    }
  }

  private static ServerFixture limited() {
    return new ServerFixture(
        _ -> {}, settings -> settings.limits(new LimitSettings(TWO_TURNS, Quota.UNLIMITED, null)));
  }
}
