package dev.firstword.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.relay.blocking.TurnStreamReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP request on its own socket, without retries, pooling or hidden read-ahead. */
public final class HttpCall implements Closeable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String STREAM = "/api/chat/stream";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Three keep-alive intervals: a stream that is silent for longer is broken. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(45);

  private final BlockingConnection connection;
  private final ResponseHead head;
  private final InputStream body;

  private HttpCall(BlockingConnection connection) throws IOException {
    this.connection = connection;
    this.head = connection.readHead();
    this.body = connection.body(head);
  }

  /**
   * Posts a message and opens its stream.
   *
   * @param conversation the conversation to continue; absent for a new one
   * @param key the {@code Idempotency-Key}; absent for none
   */
  public static HttpCall post(
      URI server, String message, @Nullable String conversation, @Nullable String key)
      throws IOException {
    var json = MAPPER.createObjectNode().put("message", message);
    if (conversation != null) {
      json.put("conversation_id", conversation);
    }
    return postRequest(server, json, key);
  }

  /**
   * Posts a complete request body and opens its stream.
   *
   * @param key the {@code Idempotency-Key}; absent for none
   */
  public static HttpCall postRequest(URI server, JsonNode request, @Nullable String key)
      throws IOException {
    return send(server, "POST", STREAM, keyHeader(key), request.toString());
  }

  /** Sends JSON to any other address. */
  public static HttpCall sendJson(URI server, String method, String path, JsonNode json)
      throws IOException {
    return send(server, method, path, Map.of(), json.toString());
  }

  /** Sends JSON with a bearer token. */
  public static HttpCall sendWithToken(
      String token, URI server, String method, String path, JsonNode json) throws IOException {
    return send(server, method, path, Map.of("Authorization", "Bearer " + token), json.toString());
  }

  /** Requests the continuation of a turn's answer and opens its stream. */
  public static HttpCall continueTurn(URI server, String turnId) throws IOException {
    var json = MAPPER.createObjectNode().put("continues", turnId);
    return send(server, "POST", STREAM, Map.of(), json.toString());
  }

  /**
   * Follows a turn.
   *
   * @param after the id of the last event seen; 0 for none
   */
  public static HttpCall follow(URI server, String turnId, long after) throws IOException {
    Map<String, String> from = after > 0 ? Map.of("Last-Event-ID", Long.toString(after)) : Map.of();
    return send(server, "GET", "/api/turns/" + turnId + "/stream", from, "");
  }

  /** Sends any other request without a body. */
  public static HttpCall of(URI server, String method, String path) throws IOException {
    return send(server, method, path, Map.of(), "");
  }

  private static Map<String, String> keyHeader(@Nullable String key) {
    return key == null ? Map.of() : Map.of("Idempotency-Key", key);
  }

  private static HttpCall send(
      URI server, String method, String path, Map<String, String> headers, String body)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", server.getAuthority());
    if (!body.isEmpty() || method.equals("POST")) {
      all.put("Content-Type", "application/json");
    }
    all.putAll(headers);
    BlockingConnection connection = BlockingConnection.open(server, CONNECT_TIMEOUT, READ_TIMEOUT);
    try {
      connection.request(method, path, all, body.getBytes(StandardCharsets.UTF_8));
      return new HttpCall(connection);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  public int status() {
    return head.status();
  }

  /** Returns whether the response is a replay of an earlier turn. */
  public boolean isReplayed() {
    return head.header("idempotency-replayed").filter("true"::equals).isPresent();
  }

  /** Returns the events of a streamed response. */
  public TurnStreamReader events() {
    return new TurnStreamReader(body);
  }

  /** Returns the raw body of a streamed response. */
  public InputStream body() {
    return body;
  }

  /** Reads the complete body of a response that is not a stream. */
  public JsonNode json() throws IOException {
    return MAPPER.readTree(body.readAllBytes());
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
