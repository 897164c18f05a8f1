package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service replaces its key without a request that fails. */
final class KeyRotationTest {

  private static final Caller PRODUCT = new Caller("acme", "product");

  @Test
  void bothKeysOfAServiceAreValidUntilTheOldOneIsRevoked() {
    List<String> keys = new ArrayList<>();
    try (ServerFixture server =
        new ServerFixture(
            data -> keys.add(new TestKeys(data).add(PRODUCT, Role.SERVICE)), usual -> usual)) {
      Client old = server.client(keys.getFirst());
      assertThat(old.get("/api/conversations").status()).isEqualTo(200);

      TestKeys running = new TestKeys(server.data());
      Client renewed = server.client(running.add(PRODUCT, Role.SERVICE));
      String conversation =
          old.answer(ChatCall.of("Hello")).events().getFirst().field("conversation_id");
      Transcript next = renewed.answer(ChatCall.of("Go on").inConversation(conversation));
      assertThat(next.ending().type()).isEqualTo("done");
      running.revoke(keys.getFirst());

      assertThat(renewed.get("/api/conversations/" + conversation).status()).isEqualTo(200);
    }
  }
}
