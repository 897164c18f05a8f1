package dev.firstword.deploy;

import static dev.firstword.deploy.Yaml.DEPLOY;
import static dev.firstword.deploy.Yaml.stream;
import static dev.firstword.deploy.Yaml.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.adapters.redis.RedisTestServer;
import dev.firstword.adapters.sql.PostgresqlStorage.ConnectionSettings;
import dev.firstword.adapters.sql.PostgresqlTestServer;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsReader;
import dev.firstword.app.wiring.Firstword;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/compose.yml}, and the server with the settings in it. */
@SuppressWarnings("NullAway.Init") // JUnit sets the field
final class ComposeTest {

  private static final JsonNode COMPOSE = Yaml.read(DEPLOY.resolve("compose.yml"));
  private static final Path SETTINGS = DEPLOY.resolve("compose/firstword.yml");

  @TempDir Path folder;

  @Test
  void everyFileAndSecretThatAServiceNamesIsDeclared() {
    for (JsonNode service : COMPOSE.path("services")) {
      assertThat(names(COMPOSE.path("configs")))
          .containsAll(texts(service.path("configs"), "source"));
      assertThat(names(COMPOSE.path("secrets"))).containsAll(secretsOf(service));
      assertThat(names(COMPOSE.path("services"))).containsAll(dependenciesOf(service));
      for (JsonNode volume : service.path("volumes")) {
        assertThat(names(COMPOSE.path("volumes"))).contains(volume.asText().split(":", 2)[0]);
      }
    }
  }

  @Test
  void everyDeclaredFileExists() {
    for (JsonNode config : COMPOSE.path("configs")) {
      assertThat(DEPLOY.resolve(config.path("file").asText())).isRegularFile();
    }
    // deploy/compose/prepare writes the secrets.
    String prepare = Yaml.text(DEPLOY.resolve("compose/prepare"));
    for (JsonNode secret : COMPOSE.path("secrets")) {
      assertThat(prepare).contains(Path.of(secret.path("file").asText()).getFileName().toString());
    }
  }

  @Test
  void nothingListensBeyondTheMachine() {
    for (JsonNode service : COMPOSE.path("services")) {
      assertThat(stream(service.path("ports")).map(JsonNode::asText))
          .allMatch(port -> port.startsWith("127.0.0.1:"));
    }
  }

  @Test
  void runningAnswersHaveTimeToFinish() throws IOException {
    String period = COMPOSE.at("/services/firstword/stop_grace_period").asText();

    assertThat(Duration.parse("PT" + period))
        .isGreaterThan(settings(Yaml.text(SETTINGS)).shutdownTimeout().plusSeconds(6));
  }

  @Test
  void prometheusScrapesTheServerAndReadsTheRules() {
    JsonNode prometheus = Yaml.read(DEPLOY.resolve("compose/prometheus.yml"));
    JsonNode service = COMPOSE.at("/services/prometheus");

    assertThat(prometheus.at("/scrape_configs/0/static_configs/0/targets/0").asText())
        .isEqualTo("firstword:8080");
    assertThat(texts(service.path("configs"), "target"))
        .contains(prometheus.at("/rule_files/0").asText());
    assertThat(texts(service.path("secrets"), "target"))
        .contains(prometheus.at("/scrape_configs/0/authorization/credentials_file").asText());
  }

  @Test
  void grafanaFindsItsDataSourceAndDashboard() {
    JsonNode service = COMPOSE.at("/services/grafana");
    JsonNode source =
        Yaml.read(DEPLOY.resolve("compose/grafana-datasource.yml")).at("/datasources/0");
    JsonNode provider =
        Yaml.read(DEPLOY.resolve("compose/grafana-dashboards.yml")).at("/providers/0");
    String home = service.at("/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").asText();

    assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    assertThat(texts(service.path("configs"), "target")).contains(home);
    assertThat(home).startsWith(provider.at("/options/path").asText() + "/");
  }

  @Test
  void theImageHasTheVersionOfTheServer() {
    assertThat(COMPOSE.at("/services/firstword/image").asText())
        .isEqualTo("firstword:" + Firstword.VERSION);
  }

  /** With the databases of the tests in place of those of the other services. */
  @Test
  @Tag("slow")
  void theServerAnswersWithTheseSettings() throws Exception {
    ConnectionSettings database = PostgresqlTestServer.startOrReuse().freshDatabase();
    String redis = RedisTestServer.startOrReuse().address();
    String text =
        Yaml.text(SETTINGS)
            .replace("jdbc:postgresql://postgres:5432/firstword", database.url())
            .replace("user: firstword", "user: " + database.user())
            .replace("redis://redis:6379", redis)
            .replace("/data", folder.toString())
            .replace("25s", "1s");

    try (Firstword server = Firstword.start(settings(text).withAddress("127.0.0.1", 0));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest question =
          HttpRequest.newBuilder(server.uri().resolve("/api/chat/stream"))
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(30))
              .POST(HttpRequest.BodyPublishers.ofString("{\"message\": \"Hello\"}"))
              .build();

      assertThat(client.send(question, BodyHandlers.ofString()).body())
          .contains("\"type\":\"text\"", "\"type\":\"done\"");
    }
  }

  /** Reads settings as the service does, with its secret in a file. */
  private Settings settings(String yaml) throws IOException {
    String variable = "FIRSTWORD_DB_PASSWORD_FILE";
    assertThat(COMPOSE.at("/services/firstword/environment/" + variable).asText())
        .isEqualTo("/run/secrets/postgres_password");
    Path password = Files.writeString(folder.resolve("password"), "postgres");
    Path file = Files.writeString(folder.resolve("firstword.yml"), yaml);
    return new SettingsReader(Map.of(variable, password.toString())).read(file);
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> secretsOf(JsonNode service) {
    return stream(service.path("secrets"))
        .map(secret -> secret.isTextual() ? secret.asText() : secret.path("source").asText())
        .toList();
  }

  private static List<String> dependenciesOf(JsonNode service) {
    JsonNode dependencies = service.path("depends_on");
    return dependencies.isArray()
        ? stream(dependencies).map(JsonNode::asText).toList()
        : Stream.ofNullable(dependencies).flatMap(each -> names(each).stream()).toList();
  }
}
