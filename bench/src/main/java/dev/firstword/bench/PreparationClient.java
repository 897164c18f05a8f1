package dev.firstword.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.bench.client.SignedToken;
import dev.firstword.relay.blocking.TurnStreamReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The API routes that the preparation benchmark uses. */
record PreparationClient(HttpClient client, URI address) {

  /** The key of the tokens, which the server shares. */
  static final String SECRET = "a-secret-of-the-benchmark-alone-0123456789";

  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Returns a unique token, valid for ten minutes, so that the server has to verify each. */
  static String token(String tenant, String user) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("iss", "bench").put("aud", "firstword").put("tenant", tenant).put("sub", user);
    claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
    claims.put("jti", Long.toString(System.nanoTime()));
    return SignedToken.of(claims.toString(), SECRET.getBytes(UTF_8));
  }

  void setInjectedLatency(String state) throws Exception {
    send(request("/api/lab", token("lab", "lab")).PUT(BodyPublishers.ofString(state)))
        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  void addDocument(String token, String title, String text) throws Exception {
    ObjectNode body = JSON.createObjectNode();
    body.put("title", title).put("media_type", "text/plain").put("text", text);
    post("/api/documents", token, body).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Starts a conversation. Completes with its id once its first turn has ended. */
  CompletableFuture<String> startConversation(String token, String message) {
    return post("/api/chat/stream", token, JSON.createObjectNode().put("message", message))
        .thenApply(stream -> event(stream, "start").path("conversation_id").asText());
  }

  CompletableFuture<String> prepare(String token, String conversation, String draft) {
    return post(
        "/api/prepare",
        token,
        JSON.createObjectNode().put("conversation_id", conversation).put("draft", draft));
  }

  /** Posts a message. Completes with the turn's latency once it has ended. */
  CompletableFuture<JsonNode> ask(String token, String conversation, String message) {
    return post(
            "/api/chat/stream",
            token,
            JSON.createObjectNode().put("conversation_id", conversation).put("message", message))
        .thenApply(stream -> {
          requireSources(stream);
          return event(stream, "done").path("latency");
        });
  }

  private static void requireSources(String stream) {
    if (!stream.contains("\"type\":\"sources\"")) {
      throw new IllegalStateException("a turn that found no passages: " + stream);
    }
  }

  private CompletableFuture<String> post(String path, String token, ObjectNode body) {
    return send(request(path, token).POST(BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private CompletableFuture<String> send(HttpRequest.Builder request) {
    return client
        .sendAsync(request.build(), BodyHandlers.ofString())
        .thenApply(PreparationClient::requireSuccess);
  }

  private static String requireSuccess(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          response.uri() + " answered " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static JsonNode event(String stream, String type) {
    byte[] bytes = stream.getBytes(UTF_8);
    try {
      return new TurnStreamReader(new ByteArrayInputStream(bytes))
          .all().stream().filter(event -> event.is(type)).findFirst().orElseThrow().json();
    } catch (IOException e) {
      throw new IllegalStateException("not a complete stream: " + stream, e);
    }
  }
}
