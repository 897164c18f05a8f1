package dev.firstword.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One HTTP request on its own socket, without retries, pooling or hidden read-ahead. */
public final class HttpCall implements Closeable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String STREAM = "/api/chat/stream";
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  /** Three keep-alive intervals: a stream that is silent for longer is broken. */
  private static final int READ_TIMEOUT_MS = 45_000;

  private final Socket socket;
  private final int status;
  private final Map<String, String> headers = new TreeMap<>();
  private final InputStream body;

  private HttpCall(Socket socket, InputStream in) throws IOException {
    this.socket = socket;
    String[] first = line(in).split(" ", 3);
    status = Integer.parseInt(first[1]);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    body =
        "chunked".equals(headers.get("transfer-encoding"))
            ? new BufferedInputStream(new ChunkedBody(in), 2048)
            : in;
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
    return send(server, "POST", STREAM, keyHeader(key), json.toString());
  }

  /** Posts a complete request body and opens its stream. */
  public static HttpCall postRequest(URI server, JsonNode request, String key) throws IOException {
    return send(server, "POST", STREAM, keyHeader(key), request.toString());
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
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(300);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(server.getAuthority()).append("\r\n");
    if (content.length > 0 || method.equals("POST")) {
      head.append("Content-Type: application/json\r\n");
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("\r\n").append(body);

    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_TIMEOUT_MS);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_TIMEOUT_MS);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      return new HttpCall(socket, new BufferedInputStream(socket.getInputStream(), 2048));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  public int status() {
    return status;
  }

  /** Returns whether the response is a replay of an earlier turn. */
  public boolean isReplayed() {
    return "true".equals(headers.get("idempotency-replayed"));
  }

  /** Returns the events of a streamed response. */
  public EventReader events() {
    return new EventReader(body);
  }

  /** Returns the raw body of a streamed response. */
  public InputStream body() {
    return body;
  }

  /** Reads the complete body of a response that is not a stream. */
  public JsonNode json() throws IOException {
    String length = headers.get("content-length");
    byte[] bytes = length == null ? body.readAllBytes() : body.readNBytes(Integer.parseInt(length));
    return MAPPER.readTree(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection broke before the response");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
