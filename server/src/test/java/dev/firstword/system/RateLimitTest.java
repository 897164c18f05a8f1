package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.app.LimitSettings;
import dev.firstword.identity.Caller;
import dev.firstword.identity.Role;
import dev.firstword.identity.limit.Allowance;
import org.junit.jupiter.api.Test;

/** Who has had too much is told to wait, and for how long; nobody else notices. */
final class RateLimitTest {

  private static final Allowance TWO_TURNS = new Allowance(2, null);

  @Test
  void refusesTheTurnThatIsOneTooMany() {
    try (ServerFixture server = limited()) {
      server.client().answer(Ask.faltering("One"));
      server.client().answer(Ask.faltering("Two"));

      Reply reply = server.client().refused(Ask.of("Three"));

      Refusal.assertThatIs(reply, 429, "rate_limited");
      assertThat(reply.json().path("action").asText()).isEqualTo("wait");
      assertThat(Integer.parseInt(reply.header("retry-after").orElseThrow())).isBetween(1, 31);
      assertThat(server.calls().calls()).isEqualTo(2);
      assertThat(server.client().get("/api/conversations").body()).doesNotContain("Three");
    }
  }

  @Test
  void replaysAndAttachesAtNoCost() {
    try (ServerFixture server = limited()) {
      Ask ask = Ask.faltering("Once").key("once");
      Transcript first = server.client().answer(ask);
      for (int i = 0; i < 5; i++) {
        assertThat(server.client().answer(ask).raw()).isEqualTo(first.raw());
      }
      server.client().answer(Ask.faltering("Two"));

      assertThat(server.client().answer(ask).raw()).isEqualTo(first.raw());
      Refusal.assertThatIs(server.client().refused(Ask.of("Three")), 429);
    }
  }

  @Test
  void chargesNothingForWhatIsRefused() {
    try (ServerFixture server = limited()) {
      for (int i = 0; i < 5; i++) {
        server.client().refused(Ask.of("Nowhere").in("conv_none"));
        server.client().refused(Ask.of("Nobody").profile("none"));
        server.client().refused(Ask.of(""));
      }

      server.client().answer(Ask.faltering("One"));
      server.client().answer(Ask.faltering("Two"));
      Refusal.assertThatIs(server.client().refused(Ask.of("Three")), 429);
    }
  }

  @Test
  void limitsATenantWhicheverOfItsUsersAsks() {
    String[] credentials = new String[3];
    try (ServerFixture server =
        new ServerFixture(
            data -> {
              TestKeys keys = new TestKeys(data);
              credentials[0] = keys.add(new Caller("acme", "ada"), Role.USER);
              credentials[1] = keys.add(new Caller("acme", "bob"), Role.USER);
              credentials[2] = keys.add(new Caller("other", "eve"), Role.USER);
            },
            settings -> settings.limits(new LimitSettings(Allowance.UNLIMITED, TWO_TURNS, null)))) {
      server.client(credentials[0]).answer(Ask.faltering("One"));
      server.client(credentials[1]).answer(Ask.faltering("Two"));

      Refusal.assertThatIs(server.client(credentials[0]).refused(Ask.of("Three")), 429);
      Refusal.assertThatIs(server.client(credentials[1]).refused(Ask.of("Three")), 429);
      assertThat(server.client(credentials[2]).answer(Ask.faltering("One")).ending().type())
          .isEqualTo("done");
    }
  }

  @Test
  void replaysAlsoWhatOnlyTheStoreRemembers() {
    try (ServerFixture server = limited()) {
      Ask ask = Ask.faltering("Once").key("once");
      Transcript first = server.client().answer(ask);
      server.client().answer(Ask.faltering("Two"));
      server.restart();
      server.client().answer(Ask.faltering("Three"));
      server.client().answer(Ask.faltering("Four"));
      Refusal.assertThatIs(server.client().refused(Ask.faltering("Five")), 429);

      assertThat(server.client().answer(ask).raw()).isEqualTo(first.raw());
      Refusal.assertThatIs(
          server.client().refused(Ask.faltering("Other").key("once")),
          422,
          "idempotency_key_reused");
    }
  }

  @Test
  void chargesTheTokensOfATurnOnceItHasEnded() {
    try (ServerFixture server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings.limits(
                    new LimitSettings(new Allowance(null, 5), Allowance.UNLIMITED, null)))) {
      server.client().answer(Ask.faltering("One"));

      ServerFixture.awaitTrue(() ->
          server.client().refused(Ask.faltering("Next at " + System.nanoTime())).status() == 429);

      assertThat(server.calls().calls()).isLessThan(5);
    }
  }

  @Test
  void letsAUserHaveOnlySoManyTurnsUnderWay() {
    try (ServerFixture server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings.limits(new LimitSettings(Allowance.UNLIMITED, Allowance.UNLIMITED, 2)))) {
      EventStream first = server.client().ask(Ask.writing("One"));
      server.client().ask(Ask.writing("Two"));

      Refusal.assertThatIs(server.client().refused(Ask.of("Three")), 429, "too_many_active");

      server.client().cancel(first.turnId());
      first.awaitEnd();
      assertThat(server.client().answer(Ask.faltering("Three")).ending().type()).isEqualTo("done");
      server.client().cancelTurns();
    }
  }

  private static ServerFixture limited() {
    return new ServerFixture(
        _ -> {},
        settings -> settings.limits(new LimitSettings(TWO_TURNS, Allowance.UNLIMITED, null)));
  }
}
