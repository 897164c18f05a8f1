package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.client.Action;
import dev.firstword.client.Answer;
import dev.firstword.client.FirstwordClient;
import dev.firstword.client.FirstwordException;
import dev.firstword.client.RetryPolicy;
import dev.firstword.client.UserToken;
import dev.firstword.client.UserTokenRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys and users of the Java client. */
final class JavaClientAccessTest {

  private static final AtomicReference<String> KEY = new AtomicReference<>("");

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          data -> KEY.set(new TestKeys(data).add(new Caller("acme", "backend"), Role.SERVICE)),
          settings -> settings.userTokenSecret(TestTokens.key(TestTokens.PAGE_SECRET)));

  @Test
  void actsForAUserOfItsTenant() {
    FirstwordClient service =
        FirstwordClient.builder(SERVER.firstword().uri()).key(KEY.get()).build();

    Answer answer = service.withUser("ada").ask("Who am I?");

    assertThat(service.withUser("ada").turn(answer.turnId()).text()).isEqualTo(answer.text());
    assertThatThrownBy(() -> service.withUser("bob").turn(answer.turnId()))
        .isInstanceOfSatisfying(
            FirstwordException.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void asksForTheTokenBeforeEachRequest() {
    AtomicReference<String> token = new AtomicReference<>("wrong");
    FirstwordClient client =
        FirstwordClient.builder(SERVER.firstword().uri()).token(token::get).user("ada").build();
    assertThatThrownBy(() -> client.ask("May I?"))
        .isInstanceOfSatisfying(
            FirstwordException.class,
            e -> {
              assertThat(e.status()).isEqualTo(401);
              assertThat(e.action()).isEqualTo(Action.SIGN_IN);
            });

    token.set(KEY.get());

    assertThat(client.ask("And now?").text()).isNotBlank();
  }

  @Test
  void issuesATokenForThePageOfAUser() {
    FirstwordClient service =
        FirstwordClient.builder(SERVER.firstword().uri()).key(KEY.get()).build();

    UserToken token =
        service.issueToken(
            UserTokenRequest.of("ada").withLifetime(Duration.ofMinutes(1)).withTurnsPerMinute(1));

    assertThat(token.expiresIn()).isBetween(50, 60);
    assertThat(Instant.parse(token.expiresAt())).isBefore(Instant.now().plusSeconds(61));
    assertThat(token.toString()).doesNotContain(token.token());
    FirstwordClient page =
        FirstwordClient.builder(SERVER.firstword().uri())
            .key(token.token())
            .retry(RetryPolicy.NONE)
            .build();
    String turn = page.ask("Who am I?").turnId();
    assertThat(service.withUser("ada").turn(turn).turnId()).isEqualTo(turn);
    assertThatThrownBy(() -> page.ask("Once more?"))
        .isInstanceOfSatisfying(
            FirstwordException.class, e -> assertThat(e.status()).isEqualTo(429));
  }

  @Test
  void refusesATokenForProfilesThatTheServerDoesNotHave() {
    FirstwordClient service =
        FirstwordClient.builder(SERVER.firstword().uri()).key(KEY.get()).build();

    assertThatThrownBy(
            () -> service.issueToken(UserTokenRequest.of("ada").withProfiles(List.of("no-such"))))
        .isInstanceOfSatisfying(
            FirstwordException.class, e -> assertThat(e.status()).isEqualTo(404));
  }
}
