package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.client.FirstwordClient;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An application with the starter, in front of the real server and the simulator: with each version
 * of Spring Boot, and on the oldest and the newest Java.
 */
@ParameterizedClass
@CsvSource({"spring-boot-3,17", "spring-boot-4,25"})
final class SpringBootTest {

  private static final AtomicReference<String> KEY = new AtomicReference<>("");

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          data -> KEY.set(new TestKeys(data).add(new Caller("acme", "shop"), Role.SERVICE)),
          settings -> settings.userTokenSecret(TestTokens.key(TestTokens.PAGE_SECRET)));

  private static final Duration TIMEOUT = Duration.ofSeconds(40);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicReference<ApplicationProcess> SHOP = new AtomicReference<>();
  private static final AtomicReference<URI> ADDRESS = new AtomicReference<>();

  SpringBootTest(String module, int java) {
    // Which has been started.
  }

  @BeforeParameterizedClassInvocation
  static void start(String module, int java) throws Exception {
    SHOP.set(
        new ApplicationProcess(
            java == 17 ? ApplicationProcess.java17() : ApplicationProcess.ownJava(),
            module,
            List.of(
                "dev.firstword.shop.Shop",
                "--server.port=0",
                "--firstword.url=" + SERVER.firstword().uri(),
                "--firstword.key=" + KEY.get(),
                "--firstword.relay.enabled=true",
                "--firstword.relay.max-request=10KB",
                "--firstword.tokens.enabled=true",
                "--firstword.tokens.lifetime=1m",
                "--firstword.tokens.profiles=chat",
                "--management.endpoints.web.exposure.include=health,metrics",
                "--management.endpoint.health.show-details=always")));
    ADDRESS.set(SHOP.get().awaitUri());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    SHOP.get().close();
  }

  @Test
  void streamsAnAnswerForTheSignedInUser() throws Exception {
    HttpResponse<String> response = send(post("ada", "/api/chat/stream", question("Hello?")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(response.body()).startsWith("id: 1\n").endsWith("data: [DONE]\n\n");
    String turn = "/api/turns/" + turnOf(response);
    assertThat(send(get("ada", turn)).statusCode()).isEqualTo(200);
    assertThat(send(get("bob", turn)).statusCode()).as("of another user").isEqualTo(404);
  }

  @Test
  void passesEventsOnAsTheyArriveAndCancels() throws Exception {
    HttpResponse<InputStream> response =
        HTTP.send(
            post("ada", "/api/chat/stream", question("Write", SimulatedModels.WRITING, "chat")),
            BodyHandlers.ofInputStream());
    try (BufferedReader lines = reader(response)) {
      awaitLine(lines, "\"type\":\"text\"");

      HttpResponse<String> cancelled =
          send(post("ada", "/api/turns/" + turnOf(response) + "/cancel", ""));

      assertThat(cancelled.statusCode()).isEqualTo(202);
      awaitLine(lines, "\"type\":\"cancelled\"");
      awaitLine(lines, "[DONE]");
    }
  }

  @Test
  void resumesAfterTheLastEventSeen() throws Exception {
    HttpResponse<String> whole = send(post("ada", "/api/chat/stream", question("Hello?")));

    HttpResponse<String> rest =
        send(
            request("ada", "/api/turns/" + turnOf(whole) + "/stream")
                .header("Last-Event-ID", "3")
                .build());

    assertThat(rest.body()).startsWith("id: 4\n");
    assertThat(whole.body()).endsWith(rest.body());
  }

  @Test
  void closesTheModelCallWhenThePageLeaves() throws Exception {
    HttpResponse<InputStream> response =
        HTTP.send(
            post(
                "ada",
                "/api/chat/stream",
                question("Write", SimulatedModels.WRITING, TestProfiles.CANCELS_ON_DISCONNECT)),
            BodyHandlers.ofInputStream());
    BufferedReader lines = reader(response);
    awaitLine(lines, "\"type\":\"text\"");

    lines.close();

    SERVER.awaitCallsClosed(1);
  }

  @Test
  void uploadsADocument() throws Exception {
    HttpResponse<String> response =
        send(
            request("ada", "/api/documents?title=Leave")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("25 days of vacation"))
                .build());

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body()).contains("\"title\":\"Leave\"");
  }

  @Test
  void refusesCallsOfOtherSites() throws Exception {
    HttpRequest forged =
        HttpRequest.newBuilder(URI.create(ADDRESS.get() + "/api/chat/stream"))
            .timeout(TIMEOUT)
            .header("Authorization", basic("ada"))
            .POST(BodyPublishers.ofString(question("Hello?")))
            .build();

    HttpResponse<String> response = send(forged);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("set-cookie").orElse("")).startsWith("XSRF-TOKEN=");
  }

  @Test
  void refusesWhoIsNotSignedIn() throws Exception {
    HttpResponse<String> response = send(post("", "/api/chat/stream", question("Hello?")));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(response.body()).contains("\"action\": \"sign_in\"");
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void refusesARequestThatIsTooLarge() throws Exception {
    HttpResponse<String> response =
        send(post("ada", "/api/chat/stream", question("x".repeat(11_000))));

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void forwardsNothingButTheCallsOfAPage() throws Exception {
    for (String path :
        new String[] {"/api/latency", "/api/lab", "/api", "/api/chat%2f..%2flatency"}) {
      assertThat(send(get("ada", path)).statusCode()).as(path).isIn(400, 404);
    }
  }

  @Test
  void passesAProblemOfTheServerOn() throws Exception {
    HttpResponse<String> response = send(post("ada", "/api/chat/stream", "{}"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"action\":\"edit\"");
  }

  @Test
  void offersAClientForTheSameUserAsTheRelay() throws Exception {
    String user = "zo\u00eb & co";

    HttpResponse<String> response = send(get(user, "/ask?question=Hello"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isNotBlank();
    assertThat(SERVER.calls().calls()).isEqualTo(1);
    assertThat(send(get(user, "/api/conversations")).body()).contains("Hello");
  }

  @Test
  void issuesATokenForTheSignedInUser() throws Exception {
    HttpResponse<String> response = send(post("ada", "/firstword/token", ""));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("cache-control").orElse("")).contains("no-store");
    JsonNode token = new ObjectMapper().readTree(response.body());
    assertThat(token.path("expires_at").asText()).isNotBlank();
    assertThat(token.path("expires_in").asInt()).isBetween(50, 60);
    FirstwordClient page =
        FirstwordClient.builder(SERVER.firstword().uri()).key(token.path("token").asText()).build();
    String turn = page.ask("Hello?").turnId();
    assertThat(send(get("ada", "/api/turns/" + turn)).statusCode()).isEqualTo(200);
    assertThat(send(get("bob", "/api/turns/" + turn)).statusCode()).isEqualTo(404);
  }

  @Test
  void issuesNoTokenWithoutAUserOrToALink() throws Exception {
    HttpResponse<String> withoutUser = send(post("", "/firstword/token", ""));
    HttpResponse<String> followed = send(get("ada", "/firstword/token"));

    assertThat(withoutUser.statusCode()).isEqualTo(401);
    assertThat(withoutUser.body()).contains("\"action\": \"sign_in\"");
    assertThat(followed.statusCode()).isEqualTo(405);
  }

  @Test
  void reportsItsHealth() throws Exception {
    HttpResponse<String> response = send(get("ada", "/actuator/health"));

    assertThat(response.body()).contains("\"firstword\":{\"status\":\"UP\"}");
  }

  @Test
  void timesItsCalls() throws Exception {
    send(post("ada", "/api/chat/stream", question("How long?")));

    ServerFixture.awaitTrue(() -> {
      String timer = "/actuator/metrics/firstword.relay.duration?tag=route:chat&tag=status:200";
      return send(get("ada", timer)).body().contains("\"statistic\":\"TOTAL_TIME\"");
    });
    assertThat(send(get("ada", "/actuator/metrics/firstword.relay.response")).body())
        .contains("\"statistic\":\"MAX\"");
  }

  private static String question(String text) {
    return "{\"message\": \"" + text + "\"}";
  }

  private static String question(String text, String model, String profile) {
    return "{\"message\": \"%s\", \"model\": \"%s\", \"profile\": \"%s\"}"
        .formatted(text, model, profile);
  }

  private static String turnOf(HttpResponse<?> response) {
    return response.headers().firstValue("turn-id").orElseThrow();
  }

  private static HttpRequest get(String user, String path) {
    return request(user, path).build();
  }

  private static HttpRequest post(String user, String path, String body) {
    return request(user, path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static HttpRequest.Builder request(String user, String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(ADDRESS.get() + path))
            .timeout(TIMEOUT)
            .header("Cookie", "XSRF-TOKEN=as-in-the-header")
            .header("X-XSRF-TOKEN", "as-in-the-header");
    return user.isEmpty() ? request : request.header("Authorization", basic(user));
  }

  private static String basic(String user) {
    byte[] credentials = (user + ":secret").getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(credentials);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static BufferedReader reader(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static void awaitLine(BufferedReader lines, String part) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.contains(part)) {
      line = lines.readLine();
    }
    assertThat(line).as("a line with %s", part).isNotNull();
  }
}
