package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.app.config.SettingsException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends administrative requests to a server, with the key from the environment. */
final class ServerClient implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  private static final String KEY_VARIABLE = "FIRSTWORD_KEY";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** An erasure rewrites the files of the database. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(15);

  private final URI server;
  private final HttpClient client;

  ServerClient(URI server) {
    this.server = server;
    client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  }

  /**
   * Sends a request and waits for the response.
   *
   * @throws SettingsException if no server answers, or it refuses the request
   */
  HttpResponse<byte[]> send(String method, String path) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(REQUEST_TIMEOUT)
            .method(method, BodyPublishers.noBody());
    String key = System.getenv(KEY_VARIABLE);
    if (key != null && !key.isBlank()) {
      request.header("authorization", "Bearer " + key.strip());
    }
    HttpResponse<byte[]> response;
    try {
      response = client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (ConnectException _) {
      throw new SettingsException(
          "no Firstword server answers at " + server + "; name it with --url");
    }
    if (response.statusCode() != 200) {
      throw new SettingsException(detail(response));
    }
    return response;
  }

  private String detail(HttpResponse<byte[]> response) {
    try {
      return JSON.readTree(response.body()).path("detail").asText();
    } catch (IOException _) {
      return server + " answers with status " + response.statusCode();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
