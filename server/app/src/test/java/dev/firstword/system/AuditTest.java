package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.operations.audit.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Administrative requests are recorded: who, what, when, from where, and with what outcome. */
final class AuditTest {

  private static final String USER = "canary-of-the-user";

  @Test
  void recordsExportsErasuresAndTokens() throws IOException {
    Map<Role, String> keys = new EnumMap<>(Role.class);
    try (ServerFixture server = server(keys)) {
      Client service = server.client(key(keys, Role.SERVICE));
      Client operator = server.client(key(keys, Role.OPERATOR));
      service.post("/api/tokens", "{\"user\": \"" + USER + "\"}");
      service.get("/api/users/" + USER + "/export");
      operator.send("DELETE", "/api/users/" + USER + "?tenant=acme");

      List<JsonNode> acts = acts(server);

      assertThat(acts)
          .extracting(act -> act.path("act").asText() + " " + act.path("outcome").asText())
          .containsExactly("token_issued done", "user_exported done", "user_erased done");
      assertThat(acts)
          .allSatisfy(act -> {
            assertThat(act.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
            assertThat(act.path("origin").asText()).isEqualTo("127.0.0.1");
            assertThat(act.path("tenant").asText()).isEqualTo("acme");
            assertThat(act.path("user_digest").asText()).isEqualTo(AuditLog.digestOf("acme", USER));
          });
      JsonNode erased = acts.getLast();
      assertThat(erased.path("actor").asText()).isEqualTo("operator acme/operator");
      assertThat(erased.path("key_id").asText())
          .isEqualTo(IssuedKey.parse(key(keys, Role.OPERATOR)).orElseThrow().id());
      assertThat(acts.toString()).doesNotContain(USER);
    }
  }

  @Test
  void recordsActsThatWereRefused() throws IOException {
    Map<Role, String> keys = new EnumMap<>(Role.class);
    try (ServerFixture server = server(keys)) {
      server
          .client(key(keys, Role.SERVICE))
          .post("/api/tokens", "{\"user\": \"ada\", \"profiles\": [\"none\"]}");
      server
          .client(key(keys, Role.USER))
          .send("DELETE", "/api/users/ada", "X-Forwarded-For: 10.1.2.3\r\n");

      assertThat(acts(server))
          .satisfiesExactly(
              act -> {
                assertThat(act.path("act").asText()).isEqualTo("token_issued");
                assertThat(act.path("outcome").asText()).isEqualTo("refused: unknown_profile");
              },
              act -> {
                assertThat(act.path("act").asText()).isEqualTo("user_erased");
                assertThat(act.path("outcome").asText()).isEqualTo("refused: forbidden");
                assertThat(act.path("forwarded_for").asText()).isEqualTo("10.1.2.3");
              });
    }
  }

  private static ServerFixture server(Map<Role, String> keys) {
    return new ServerFixture(
        data -> addTo(data, keys),
        usual ->
            usual.userTokenSecret(
                new SecretKeySpec(
                    "a secret of at least 32 bytes...".getBytes(UTF_8), "HmacSHA256")));
  }

  private static void addTo(Path data, Map<Role, String> keys) {
    for (Role role : Role.values()) {
      keys.put(role, new TestKeys(data).add(new Caller("acme", role.wireName()), role));
    }
  }

  private static String key(Map<Role, String> keys, Role role) {
    return Objects.requireNonNull(keys.get(role));
  }

  private static List<JsonNode> acts(ServerFixture server) throws IOException {
    return Files.readAllLines(server.data().resolve(AuditLog.FILE)).stream()
        .map(Reply::json)
        .toList();
  }
}
