package dev.firstword.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A real Prometheus that scrapes a real server twice a second, and its query API. */
final class Prometheus implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ExternalProgram program;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  private Prometheus(ExternalProgram program) {
    this.program = program;
  }

  /**
   * Starts scraping.
   *
   * @param settings further lines of the configuration
   * @param options further command-line options
   */
  static Prometheus scraping(ServerFixture server, String settings, String... options)
      throws Exception {
    return new Prometheus(
        ExternalProgram.prometheus(
            _ ->
                """
                global: {scrape_interval: 500ms, evaluation_interval: 500ms}
                scrape_configs:
                  - job_name: firstword
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                %s
                """
                    .formatted(server.firstword().uri().getPort(), settings),
            options));
  }

  /** Evaluates a query and returns the series that it finds. */
  JsonNode query(String query) throws Exception {
    JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(query, UTF_8));
    assertThat(answer.path("status").asText()).as("%s: %s", query, answer).isEqualTo("success");
    return answer.path("data").path("result");
  }

  void awaitResult(String query) {
    ServerFixture.awaitTrue(() -> !query(query).isEmpty());
  }

  JsonNode get(String target) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(program.http() + target)).timeout(TIMEOUT).build();
    return Reply.json(http.send(request, BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    http.shutdownNow();
    program.close();
  }
}
