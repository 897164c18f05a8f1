package dev.firstword.system;

import static dev.firstword.system.ToolRestartTest.assertAccepted;
import static dev.firstword.system.ToolRestartTest.awaitRunning;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.app.config.JobSettings;
import dev.firstword.app.config.LimitSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.core.attachment.TestMedia;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.core.job.JobLimits;
import dev.firstword.core.job.webhook.WebhookService;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An erased user leaves no trace, while others lose nothing. */
@Tag("slow")
final class UserErasureTest {

  private static final Caller ADA = new Caller("acme", "canary-of-the-user");
  private static final Caller BOB = new Caller("acme", "bob");
  private static final Duration TTL = Duration.ofHours(1);

  private static final Canaries CANARIES =
      Canaries.of(
          "canary-of-the-user",
          "canary-of-the-message",
          "canary-of-the-result",
          "canary-of-the-arguments",
          "canary-of-the-file",
          "canary-of-the-pdf",
          "canaryofthedocument",
          "canary-of-the-deleted",
          "canary-of-the-waiting",
          "canary-of-the-job",
          "canary-of-the-key",
          "canary-of-the-webhook");

  private final ToolCallingProvider provider =
      new ToolCallingProvider("weather").withArguments("{\"city\": \"canary-of-the-arguments\"}");
  private final WebhookReceiver receiver = new WebhookReceiver(_ -> 500);

  private Settings.Builder settings(Settings.Builder usual) {
    return usual
        .providers(List.of(provider.endpoint()))
        .tokenIssuers(List.of(TestTokens.ISSUER))
        .limits(new LimitSettings(new Quota(1_000, 1_000_000), Quota.UNLIMITED, null))
        .jobs(
            new JobSettings(
                JobLimits.DEFAULTS,
                new WebhookService.SendingOptions(WebhookReceiver.SECRET, true)));
  }

  @AfterEach
  void close() {
    provider.close();
    receiver.close();
  }

  @Test
  void leavesNoTraceInTheDataFolder() {
    try (ServerFixture server = new ServerFixture(_ -> {}, this::settings)) {
      Client ada = client(server, ADA, Role.USER);
      Client bob = client(server, BOB, Role.USER);
      Client product = client(server, new Caller("acme", "product"), Role.SERVICE);
      EventStream waiting = plant(ada);
      upload(bob, "Everybody may read this.");
      provider.withArguments("{}");
      EventStream other = bob.ask(ChatCall.of("What is the weather?").tools("weather"));
      String call = awaitRunning(other, "weather");
      assertThat(textsIn(CANARIES.inFiles(server.data())))
          .as("planted")
          .containsAll(CANARIES.texts());

      Reply report = product.send("DELETE", "/api/users/canary-of-the-user");

      assertErased(report);
      assertThat(waiting.awaitEnd().ending().type()).isEqualTo("cancelled");
      assertThat(CANARIES.inFiles(server.data())).isEmpty();
      assertThat(ada.get("/api/conversations").json().path("conversations")).isEmpty();
      assertAccepted(ToolRestartTest.post(bob, other.turnId(), call, "sunny"), call);
      assertThat(other.awaitEnd().ending().type()).isEqualTo("done");
      assertThat(bob.get("/api/documents").json().path("documents")).hasSize(1);
      ada.closeStreams();
      bob.closeStreams();
    }
  }

  @Test
  void leavesNoTraceInPostgresqlAndRedis() throws SQLException {
    ClusterFixture cluster = new ClusterFixture(this::settings);
    try {
      Client ada = client(cluster.a, ADA, Role.USER);
      Client product = client(cluster.b, new Caller("acme", "product"), Role.SERVICE);
      EventStream waiting = plant(ada);
      assertThat(textsIn(CANARIES.inTables(cluster.database.url()))).contains("canary-of-the-user");
      ServerFixture.awaitTrue(() ->
          textsIn(CANARIES.inRedis(cluster.redis.address()))
              .containsAll(Set.of("canary-of-the-user", "canary-of-the-arguments")));

      Reply report = product.send("DELETE", "/api/users/canary-of-the-user");

      assertErased(report);
      assertThat(waiting.awaitEnd().ending().type()).isEqualTo("cancelled");
      assertThat(CANARIES.inTables(cluster.database.url())).isEmpty();
      assertThat(CANARIES.inRedis(cluster.redis.address())).isEmpty();
      rewrite(cluster.database.url());
      assertThat(CANARIES.inFiles(cluster.postgresql.tableFiles())).isEmpty();
      ada.closeStreams();
    } finally {
      cluster.close();
    }
  }

  /** What an operator does who needs the bytes to leave the files too. */
  private static void rewrite(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM FULL");
      statement.execute("CHECKPOINT");
    }
  }

  @Test
  void exportsEverythingOfTheUserAndNothingOfOthers() {
    try (ServerFixture server = new ServerFixture(_ -> {}, this::settings)) {
      Client ada = client(server, ADA, Role.USER);
      Client bob = client(server, BOB, Role.USER);
      Client product = client(server, new Caller("acme", "product"), Role.SERVICE);
      plant(ada);
      upload(bob, "Only of Bob.");

      Reply export = product.get("/api/users/canary-of-the-user/export");

      List<JsonNode> records = export.body().lines().map(Reply::json).toList();
      assertThat(records.getLast().path("type").asText()).isEqualTo("end");
      assertThat(records.stream().map(record -> record.path("type").asText()))
          .contains("conversation", "message", "turn", "attachment", "document", "job");
      assertThat(export.body())
          .contains("canary-of-the-message", "canary-of-the-result", "canary-of-the-arguments")
          .contains("canary-of-the-waiting", "canaryofthedocument", "canary-of-the-job")
          .doesNotContain("Only of Bob.", ToolCallingProvider.SIGNATURE);
      assertThat(records)
          .filteredOn(record -> record.path("type").asText().equals("attachment"))
          .anySatisfy(file ->
              assertThat(new String(file.path("content_base64").binaryValue(), ISO_8859_1))
                  .contains("canary-of-the-pdf"));
      ada.closeStreams();
    }
  }

  @Test
  void isForTheProductAndOperatorsOnly() {
    try (ServerFixture server = new ServerFixture(_ -> {}, this::settings)) {
      String target = "/api/users/bob";
      Client operator = client(server, new Caller("any", "op"), Role.OPERATOR);
      Client elsewhere = client(server, new Caller("other", "product"), Role.SERVICE);

      assertThat(client(server, BOB, Role.USER).send("DELETE", target).status()).isEqualTo(403);
      assertThat(client(server, BOB, Role.USER).get(target + "/export").status()).isEqualTo(403);
      assertThat(elsewhere.send("DELETE", target + "?tenant=acme").status()).isEqualTo(403);
      assertThat(operator.get(target + "/export?tenant=acme").status()).isEqualTo(403);
      assertThat(operator.send("DELETE", target).status()).isEqualTo(400);
      assertThat(operator.send("DELETE", target + "?tenant=acme").status()).isEqualTo(200);
    }
  }

  /** Leaves traces of every kind, and returns a turn that waits for its tool. */
  private EventStream plant(Client ada) {
    EventStream done =
        ada.ask(withFile("canary-of-the-message").tools("weather").key("canary-of-the-key"));
    String call = awaitRunning(done, "weather");
    assertAccepted(ToolRestartTest.post(ada, done.turnId(), call, "canary-of-the-result"), call);
    assertThat(done.awaitEnd().text()).contains("canary-of-the-result");
    upload(ada, "The word is canaryofthedocument.");
    upload(ada, "Everybody may read this.");
    String deleted = upload(ada, "The word was canary-of-the-deleted.").path("id").asText();
    ada.send("DELETE", "/api/documents/" + deleted);
    ada.post("/api/search", "{\"query\": \"canaryofthedocument\"}");
    ada.submit(
        ChatCall.of("canary-of-the-job")
            .with("webhook_url", receiver.url() + "?canary-of-the-webhook"));
    receiver.await(1);
    EventStream waiting = ada.ask(ChatCall.of("canary-of-the-waiting").tools("weather"));
    awaitRunning(waiting, "weather");
    return waiting;
  }

  private static ChatCall withFile(String text) {
    ChatCall call = ChatCall.of("");
    ObjectNode fields = call.fields().deepCopy();
    ArrayNode parts = fields.putArray("message");
    parts.addObject().put("type", "text").put("text", text);
    byte[] pdf = TestMedia.pdf("<< /Type /Page /Parent 2 0 R >>\n", "% canary-of-the-pdf\n");
    parts.addObject().put("type", "file").put("name", "canary-of-the-file.pdf").put("data", pdf);
    return new ChatCall(fields, "");
  }

  private static JsonNode upload(Client client, String text) {
    Reply reply = client.post("/api/documents", "text/plain", text.getBytes(UTF_8));
    assertThat(reply.status()).isEqualTo(201);
    return reply.json();
  }

  private static void assertErased(Reply report) {
    assertThat(report.status()).isEqualTo(200);
    assertThat(report.json().path("incomplete")).isEmpty();
    assertThat(report.json().path("complete").asBoolean()).isTrue();
    assertThat(report.json().path("deleted").path("conversations").asInt()).isEqualTo(3);
  }

  /** Returns the canaries alone, without where they were found. */
  private static Set<String> textsIn(Set<String> found) {
    return found.stream().map(one -> one.split(" ", 2)[0]).collect(Collectors.toSet());
  }

  private static Client client(ServerFixture server, Caller caller, Role role) {
    return server.client(TestTokens.token(caller, role, TTL));
  }

  private static Client client(Client node, Caller caller, Role role) {
    return node.withKey(TestTokens.token(caller, role, TTL));
  }
}
