package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.sse.EventStreamDecoder;
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
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one turn over HTTP and prints its answer. Interrupting the process cancels the turn on the
 * server.
 */
final class TerminalTurnClient {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_EVENT_BYTES = 4 * 1024 * 1024;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration CANCEL_TIMEOUT = Duration.ofSeconds(2);

  private final URI server;
  private final @Nullable String key;
  private final Terminal terminal;
  private final TurnPrinter printer;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile @Nullable String turnId;

  /**
   * Creates a client.
   *
   * @param key the API key; null if the server requires none
   */
  TerminalTurnClient(URI server, @Nullable String key, Terminal terminal) {
    this.server = server;
    this.key = key;
    this.terminal = terminal;
    this.printer = new TurnPrinter(terminal);
  }

  /**
   * The request body.
   *
   * @param files the images and files of the message
   */
  record Body(
      String message,
      List<LocalFile> files,
      @Nullable String conversation,
      @Nullable String profile,
      @Nullable String model,
      String idempotencyKey) {

    String toJson() {
      ObjectNode json = JSON.createObjectNode();
      if (files.isEmpty()) {
        json.put("message", message);
      } else {
        ArrayNode parts = json.putArray("message");
        parts.addObject().put("type", "text").put("text", message);
        files.forEach(file ->
            parts
                .addObject()
                .put("type", file.type())
                .put("name", file.name())
                .put("data", file.base64()));
      }
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

  /** Returns whether a Firstword server answers at this address. */
  static boolean isFirstwordServer(URI server) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/about")).timeout(CONNECT_TIMEOUT).build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode() == 200 && response.body().contains("\"Firstword\"");
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Sends the request and prints the answer. Returns the exit code: 0 if the answer is complete.
   * Blocks.
   */
  int ask(Body body) {
    Thread onInterrupt = new Thread(this::cancel, "cancel");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      HttpResponse<InputStream> response = http.send(request(body), BodyHandlers.ofInputStream());
      if (response.statusCode() == 200) {
        show(response.body());
      } else {
        showRefusal(response);
      }
    } catch (ConnectException _) {
      terminal.printStatus("No server answers at " + server + ". Start one with: firstword serve");
    } catch (IOException e) {
      terminal.printStatus("The connection to the server broke: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      finished.countDown();
    }
    return printer.isComplete() ? 0 : 1;
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

  private void showRefusal(HttpResponse<InputStream> response) throws IOException {
    JsonNode problem = JSON.readTree(response.body());
    terminal.printStatus(
        problem.path("detail").asText("The server refused: " + response.statusCode() + "."));
  }

  private void show(InputStream stream) throws IOException {
    EventStreamDecoder decoder =
        new EventStreamDecoder(
            MAX_EVENT_BYTES,
            new EventStreamDecoder.Listener() {
              @Override
              public void onEvent(
                  String name, byte[] bytes, int offset, int length, String lastEventId) {
                show(bytes, offset, length);
              }

              @Override
              public void onTooLarge(int limit) {
                terminal.printStatus("The server sent an event that is too large.");
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
    if (event.path("type").asText().equals("start")) {
      turnId = event.path("turn_id").asText();
    }
    printer.print(event);
  }

  /**
   * Runs when the process is interrupted. Cancels the turn instead of only closing the connection.
   */
  private void cancel() {
    String id = turnId;
    if (id == null || finished.getCount() == 0) {
      return;
    }
    HttpRequest request =
        request("/api/turns/" + id + "/cancel")
            .timeout(CANCEL_TIMEOUT)
            .POST(BodyPublishers.noBody())
            .build();
    try {
      http.send(request, BodyHandlers.discarding());
      if (!finished.await(CANCEL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        terminal.printStatus("The server did not say that it stopped.");
      }
    } catch (IOException e) {
      terminal.printStatus("The turn could not be stopped: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
