package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service gets a token for a user, whose page then calls the server without a relay. */
final class PageTokenTest {

  private static final Map<Role, String> KEYS = new HashMap<>();

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          data -> {
            TestKeys keys = new TestKeys(data);
            for (Role role : Role.values()) {
              KEYS.put(role, keys.add(new Caller("acme", "backend"), role));
            }
          },
          settings -> settings.userTokenSecret(TestTokens.key(TestTokens.PAGE_SECRET)));

  private final Client service = clientOf(Role.SERVICE);

  private static Client clientOf(Role role) {
    return SERVER.client(Objects.requireNonNull(KEYS.get(role)));
  }

  @Test
  void actsForItsUser() {
    Client page = page("{\"user\":\"ada\"}");

    String conversation = "";
    try (EventStream answer = page.ask(ChatCall.of("Hello"))) {
      conversation = answer.conversationId();
      assertThat(answer.awaitEnd().ending().type()).isEqualTo("done");
    }

    String path = "/api/conversations/" + conversation;
    assertThat(page.get(path).status()).isEqualTo(200);
    assertThat(service.send("GET", path, "Firstword-User: ada\r\n").status()).isEqualTo(200);
    assertThat(page("{\"user\":\"bob\"}").get(path).status()).isEqualTo(404);
  }

  @Test
  void lastsAsLongAsTheServiceSays() {
    JsonNode token = token("{\"user\":\"ada\",\"expires_in\":60}");

    assertThat(token.path("expires_in").asInt()).isBetween(50, 60);
    assertThat(Instant.parse(token.path("expires_at").asText()))
        .isBetween(Instant.now().plusSeconds(40), Instant.now().plusSeconds(61));
  }

  @Test
  void mayStartTurnsOfSomeProfilesOnly() {
    Client page = page("{\"user\":\"carol\",\"profiles\":[\"keeps-its-system\"]}");

    ProblemAssertions.assertProblem(page.refused(ChatCall.of("Hello")), 403, "forbidden");
    ProblemAssertions.assertProblem(page.submit(ChatCall.of("Hello")), 403, "forbidden");
    ProblemAssertions.assertProblem(
        page.post("/api/prepare", "{\"draft\":\"Hello\"}"), 403, "forbidden");
    assertThat(page.post("/v1/chat/completions", CALL).status()).isEqualTo(403);
  }

  private static final String CALL =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

  @ParameterizedTest
  @ValueSource(strings = {"/api/chat/stream", "/api/jobs", "/v1/chat/completions"})
  void mayStartAsManyTurnsAMinuteAsTheServiceSays(String path) {
    Client page = page("{\"user\":\"of%s\",\"turns_per_minute\":1}".formatted(path));
    String body = path.startsWith("/v1") ? CALL : "{\"message\":\"Hello\"}";

    int first = page.post(path, body).status();
    Reply second = page.post(path, body.replace("Hello", "Hello again"));

    assertThat(first).isBetween(200, 202);
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.header("retry-after")).isPresent();
  }

  @Test
  void countsTheTurnsOfEachLimitAlone() {
    Client free = page("{\"user\":\"dora\",\"turns_per_minute\":100}");
    Client limited = page("{\"user\":\"dora\",\"turns_per_minute\":1}");
    free.answer(ChatCall.of("Hello"));
    limited.answer(ChatCall.of("Hello again"));

    Client renewed = page("{\"user\":\"dora\",\"turns_per_minute\":1}");

    ProblemAssertions.assertProblem(renewed.refused(ChatCall.of("And again")), 429);
    assertThat(free.answer(ChatCall.of("One more")).ending().type()).isEqualTo("done");
  }

  @Test
  void mayNotCountTokensIfItsProfilesAreLimited() {
    Client page = page("{\"user\":\"carol\",\"profiles\":[\"keeps-its-system\"]}");

    assertThat(page.post("/v1/messages/count_tokens", CALL).status()).isEqualTo(403);
    assertThat(page("{\"user\":\"carol\"}").post("/v1/messages/count_tokens", CALL).status())
        .isEqualTo(200);
  }

  @Test
  void isNotStoredByCaches() {
    assertThat(service.post(PATH, "{\"user\":\"ada\"}").header("cache-control"))
        .contains("no-store");
  }

  @Test
  void cannotActForAnotherUser() {
    Reply refused =
        page("{\"user\":\"ada\"}").send("GET", "/api/conversations", "Firstword-User: bob\r\n");

    ProblemAssertions.assertProblem(refused, 403, "forbidden");
  }

  @Test
  void isIssuedToServicesOnly() {
    String body = "{\"user\":\"ada\"}";

    ProblemAssertions.assertProblem(clientOf(Role.USER).post(PATH, body), 403, "forbidden");
    ProblemAssertions.assertProblem(clientOf(Role.OPERATOR).post(PATH, body), 403, "forbidden");
    ProblemAssertions.assertProblem(page(body).post(PATH, body), 403, "forbidden");
    ProblemAssertions.assertProblem(SERVER.client().post(PATH, body), 401, "unauthorized");
  }

  private static final String PATH = "/api/tokens";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 400",
        "{\"user\":\"\"} | 400",
        "{\"user\":\"ada\",\"expires_in\":59} | 400",
        "{\"user\":\"ada\",\"expires_in\":901} | 400",
        "{\"user\":\"ada\",\"profiles\":[]} | 400",
        "{\"user\":\"ada\",\"profiles\":[\"no-such\"]} | 404",
        "{\"user\":\"ada\",\"turns_per_minute\":0} | 400"
      })
  void refusesWhatItCannotSign(String body, int status) {
    ProblemAssertions.assertProblem(service.post(PATH, body), status);
  }

  private Client page(String request) {
    return SERVER.client(token(request).path("token").asText());
  }

  private JsonNode token(String request) {
    Reply reply = service.post(PATH, request);
    assertThat(reply.status()).as(reply.body()).isEqualTo(201);
    return reply.json();
  }
}
