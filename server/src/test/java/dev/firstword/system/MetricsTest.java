package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.Caller;
import dev.firstword.identity.Role;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics}: figures for those who run the server. */
final class MetricsTest {

  @Test
  void tellsTheLocalUserHowOftenMemoryWasOfUse() {
    try (ServerFixture server = new ServerFixture()) {
      Client client = server.client();
      String conversation =
          client.answer(Ask.of("Hello")).events().getFirst().field("conversation_id");
      client.answer(Ask.of("And again?").in(conversation));
      client.answer(Ask.of("And once more?").in(conversation));

      Reply reply = client.get("/metrics");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
      assertThat(reply.body())
          .contains("firstword_cache_requests_total{cache=\"history\",result=\"hit\"} 1.0")
          .contains("firstword_cache_requests_total{cache=\"history\",result=\"miss\"} 1.0");
    }
  }

  @Test
  void tellsNobodyElseWhereThereAreKeys() {
    Map<Role, String> keys = new EnumMap<>(Role.class);
    try (ServerFixture server =
        new ServerFixture(data -> addTo(data, keys), UnaryOperator.identity())) {
      Refusal.assertThatIs(server.client().get("/metrics"), 401);
      Refusal.assertThatIs(server.client(key(keys, Role.USER)).get("/metrics"), 403);
      Refusal.assertThatIs(server.client(key(keys, Role.SERVICE)).get("/metrics"), 403);
      assertThat(server.client(key(keys, Role.OPERATOR)).get("/metrics").body())
          .contains("cache=\"credentials\"");
    }
  }

  private static void addTo(Path data, Map<Role, String> keys) {
    for (Role role : Role.values()) {
      keys.put(role, new TestKeys(data).add(new Caller("acme", role.wireName()), role));
    }
  }

  private static String key(Map<Role, String> keys, Role role) {
    return Objects.requireNonNull(keys.get(role));
  }
}
