package dev.firstword.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.protocol.EventStreamDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One turn asked over HTTP and shown in a terminal; interrupting the process stops it upstream. */
final class AskedTurn {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_EVENT = 4 * 1024 * 1024;
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);
  private static final Duration LONGEST_CANCEL = Duration.ofSeconds(2);

  private final URI server;
  private final @Nullable String key;
  private final Terminal terminal;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LONGEST_CONNECT)
          .build();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable String turnId;
  private int exitCode = 1;

  /**
   * A turn to be asked.
   *
   * @param key for a server that asks for one
   */
  AskedTurn(URI server, @Nullable String key, Terminal terminal) {
    this.server = server;
    this.key = key;
    this.terminal = terminal;
  }

  /** What is asked. */
  record Body(
      String message,
      @Nullable String conversation,
      @Nullable String profile,
      @Nullable String model,
      String idempotencyKey) {

    String toJson() {
      ObjectNode json = JSON.createObjectNode().put("message", message);
      if (conversation != null) {
        json.put("conversation_id", conversation);
      }
      if (profile != null) {
        json.put("profile", profile);
      }
      if (model != null) {
        json.put("model", model);
      }
      return json.toString();
    }
  }

  /** Whether a Firstword server answers there. */
  static boolean answers(URI server) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/about")).timeout(LONGEST_CONNECT).build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(LONGEST_CONNECT).build()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode() == 200 && response.body().contains("\"Firstword\"");
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Asks and shows; returns the exit code: 0 for an answer that is whole. */
  int ask(Body body) {
    Thread onInterrupt = new Thread(this::cancel, "cancel");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      HttpResponse<InputStream> response = http.send(request(body), BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        show(response.body());
      } else {
        refused(response);
      }
    } catch (ConnectException _) {
      terminal.aside("No server answers at " + server + ". Start one with: firstword serve");
    } catch (IOException e) {
      terminal.aside("The connection to the server broke: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      over.countDown();
    }
    return exitCode;
  }

  private HttpRequest request(Body body) {
    return request("/api/chat/stream")
        .header("content-type", "application/json")
        .header("idempotency-key", body.idempotencyKey)
        .POST(BodyPublishers.ofString(body.toJson()))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
    return key == null ? request : request.header("authorization", "Bearer " + key);
  }

  private void refused(HttpResponse<InputStream> response) throws IOException {
    JsonNode problem = JSON.readTree(response.body());
    terminal.aside(
        problem.path("detail").asText("The server refused: " + response.statusCode() + "."));
  }

  private void show(InputStream stream) throws IOException {
    EventStreamDecoder decoder =
        new EventStreamDecoder(
            LONGEST_EVENT,
            new EventStreamDecoder.Sink() {
              @Override
              public void onEvent(
                  String name, byte[] bytes, int offset, int length, String lastEventId) {
                show(bytes, offset, length);
              }

              @Override
              public void onTooLarge(int limit) {
                terminal.aside("The server sent an event that is too large.");
              }
            });
    byte[] read = new byte[16 * 1024];
    for (int size = stream.read(read); size >= 0; size = stream.read(read)) {
      decoder.feed(read, 0, size);
    }
  }

  private void show(byte[] bytes, int offset, int length) {
    if (bytes[offset] != '{') {
      return; // [DONE]
    }
    JsonNode event;
    try {
      event = JSON.readTree(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String type = event.path("type").asText();
    switch (type) {
      case "start" -> turnId = event.path("turn_id").asText();
      case "phase" -> phase(event);
      case "model" ->
          terminal.aside(
              "· " + event.path("model").asText() + " (" + event.path("reason").asText() + ")");
      case "text" -> terminal.text(event.path("text").asText());
      case "slow" -> terminal.aside("· " + event.path("message").asText());
      case "done" -> {
        exitCode = 0;
        timing(event.path("latency"), event.path("usage"));
      }
      case "cancelled" -> terminal.aside("· Stopped.");
      case "error" -> terminal.aside("· " + event.path("message").asText());
      default -> {
        // The contract grows by adding: what is not known here is not for here.
      }
    }
  }

  private void phase(JsonNode event) {
    if (event.path("state").asText().equals("started")) {
      terminal.aside("· " + event.path("label").asText());
    }
  }

  private void timing(JsonNode latency, JsonNode usage) {
    terminal.aside(
        String.format(
            Locale.ROOT,
            "· first words %.2f s, whole answer %.2f s, %d tokens at %.0f tokens/s",
            latency.path("ttft_ms").asDouble() / 1000,
            latency.path("total_ms").asDouble() / 1000,
            usage.path("output_tokens").asLong(),
            latency.path("output_tokens_per_second").asDouble()));
  }

  /** Runs when the process is told to stop: closes the turn, not only the connection. */
  private void cancel() {
    String id = turnId;
    if (id == null || over.getCount() == 0) {
      return;
    }
    HttpRequest request =
        request("/api/turns/" + id + "/cancel")
            .timeout(LONGEST_CANCEL)
            .POST(BodyPublishers.noBody())
            .build();
    try {
      http.send(request, BodyHandlers.discarding());
      if (!over.await(LONGEST_CANCEL.toMillis(), TimeUnit.MILLISECONDS)) {
        terminal.aside("The server did not say that it stopped.");
      }
    } catch (IOException e) {
      terminal.aside("The turn could not be stopped: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
