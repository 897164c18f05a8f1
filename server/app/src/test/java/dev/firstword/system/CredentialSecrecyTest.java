package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Keys, tokens, and the text of other users never appear in a log at any level, an error, a
 * rejection, or an event.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
final class CredentialSecrecyTest {

  private static final Caller ADA = new Caller("canary-of-the-tenant", "canary-of-the-user");
  private static final String ADAS_TEXT = "canary-of-adas-text";
  private static final Duration HOUR = Duration.ofHours(1);

  private static ServerFixture server;
  private static TestKeys keys;
  private static String key;

  @BeforeAll
  static void start() {
    server =
        new ServerFixture(
            data -> {
              keys = new TestKeys(data);
              key = keys.add(ADA, Role.USER);
            },
            settings ->
                settings
                    .tokenIssuers(List.of(TestTokens.ISSUER))
                    .userTokenSecret(TestTokens.key(TestTokens.PAGE_SECRET)));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void leaksNoValidCredential() {
    String token = TestTokens.token(ADA, Role.USER, HOUR);
    String service = keys.add(new Caller(ADA.tenant(), "backend"), Role.SERVICE);
    try (LogCapture log = LogCapture.open()) {
      String page = pageToken(service);
      List<String> responses = new ArrayList<>();
      for (String credential : List.of(key, token, page)) {
        Client client = server.client(credential);
        Transcript answer = client.answer(ChatCall.faltering("Hello, " + credential.length()));
        responses.add(answer.raw());
        responses.add(client.get("/api/conversations").body());
        responses.add(client.get("/api/nothing").body());
        responses.add(client.refused(ChatCall.of("Hello").profile("none")).body());
      }

      assertNothingIn(log, responses, secretParts(key), secretParts(token), secretParts(page));
      assertNothingIn(
          log, responses, secretParts(service), List.of(TestTokens.SECRET, TestTokens.PAGE_SECRET));
      assertThat(String.join("\n", responses)).doesNotContain(ADA.tenant(), ADA.user());
    }
  }

  private static String pageToken(String service) {
    String body = "{\"user\":\"%s\"}".formatted(ADA.user());
    return server.client(service).post("/api/tokens", body).json().path("token").asText();
  }

  @Test
  void leaksNoRejectedCredential() {
    String revoked = keys.add(ADA, Role.USER);
    keys.revoke(revoked);
    String wrong = key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0");
    String expired = TestTokens.token(ADA, Role.USER, Duration.ofHours(-1));
    String forged = TestTokens.token(ADA, Role.USER, HOUR, "canary-of-another-secret-of-32-bytes");
    String operators = keys.add(ADA, Role.OPERATOR);
    String page = pageToken(keys.add(new Caller(ADA.tenant(), "backend"), Role.SERVICE)) + "x";
    String garbage = "canary-of-a-credential-that-is-none";
    List<String> credentials = List.of(revoked, wrong, expired, forged, operators, page, garbage);
    try (LogCapture log = LogCapture.open()) {
      List<String> responses = new ArrayList<>();
      for (String credential : credentials) {
        Client client = server.client(credential);
        responses.add(client.get("/api/conversations").body());
        responses.add(client.refused(ChatCall.of(ADAS_TEXT)).body());
        responses.add(
            client
                .send("GET", "/api/conversations", "Firstword-User: canary-of-another-user\r\n")
                .body());
      }

      for (String credential : credentials) {
        assertNothingIn(log, responses, secretParts(credential), List.of("canary"));
      }
      assertThat(log.alarms()).isEmpty();
    }
  }

  @Test
  void leaksNoTextOfOtherUsers() {
    Client ada = server.client(key);
    EventStream stream = ada.ask(ChatCall.faltering(ADAS_TEXT).key("adas-key"));
    String answer = stream.awaitEnd().text().strip();
    Client bob = server.client(keys.add(new Caller(ADA.tenant(), "bob"), Role.USER));
    try (LogCapture log = LogCapture.open()) {
      List<String> responses = new ArrayList<>();
      responses.add(bob.turn(stream.turnId()).body());
      responses.add(bob.cancel(stream.turnId()).body());
      responses.add(bob.get("/api/turns/" + stream.turnId() + "/stream").body());
      responses.add(bob.get("/api/conversations/" + stream.conversationId()).body());
      responses.add(bob.refused(ChatCall.faltering(ADAS_TEXT).key("adas-key")).body());
      responses.add(bob.answer(ChatCall.faltering("What did ada write?")).raw());

      assertNothingIn(log, responses, List.of(ADAS_TEXT));
      assertThat(answer).isNotEmpty();
      assertThat(responses.subList(0, 5)).noneMatch(body -> body.contains(answer));
    }
  }

  /**
   * The parts of a credential that would help an attacker: all of it, its secret, its signature.
   */
  private static List<String> secretParts(String credential) {
    List<String> parts = new ArrayList<>(List.of(credential));
    Arrays.stream(credential.split("[_.]", -1))
        .filter(part -> part.length() > 16)
        .forEach(parts::add);
    return parts;
  }

  @SafeVarargs
  private static void assertNothingIn(
      LogCapture log, List<String> responses, List<String>... canaries) {
    for (List<String> some : canaries) {
      for (String canary : some) {
        assertThat(responses).noneMatch(text -> text.contains(canary));
        assertThat(log.lines()).noneMatch(line -> line.contains(canary));
      }
    }
  }
}
