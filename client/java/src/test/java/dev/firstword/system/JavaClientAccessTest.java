package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.client.Action;
import dev.firstword.client.Answer;
import dev.firstword.client.FirstwordClient;
import dev.firstword.client.FirstwordException;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
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
          settings -> settings);

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
}
