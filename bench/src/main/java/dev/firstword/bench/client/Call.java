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

/**
 * One request on a connection of its own, down to the socket: nothing is sent again, pooled or read
 * ahead behind the caller's back.
 */
public final class Call implements Closeable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String STREAM = "/api/chat/stream";
  private static final int CONNECT_LIMIT_MS = 5_000;

  /** Three keep-alives long: a stream that is silent for so long is broken. */
  private static final int SILENCE_LIMIT_MS = 45_000;

  private final Socket socket;
  private final int status;
  private final Map<String, String> headers = new TreeMap<>();
  private final InputStream body;

  private Call(Socket socket, InputStream in) throws IOException {
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
   * Posts a message, for its stream.
   *
   * @param conversation the one to go on with; absent: a new one
   * @param key the {@code Idempotency-Key}; absent: none
   */
  public static Call post(
      URI server, String message, @Nullable String conversation, @Nullable String key)
      throws IOException {
    var json = MAPPER.createObjectNode().put("message", message);
    if (conversation != null) {
      json.put("conversation_id", conversation);
    }
    return send(server, "POST", STREAM, keyed(key), json.toString());
  }

  /** Posts a whole request, for its stream. */
  public static Call postRequest(URI server, JsonNode request, String key) throws IOException {
    return send(server, "POST", STREAM, keyed(key), request.toString());
  }

  /** Sends JSON as somebody who shows a token. */
  public static Call sendAs(String token, URI server, String method, String path, JsonNode json)
      throws IOException {
    return send(server, method, path, Map.of("Authorization", "Bearer " + token), json.toString());
  }

  /** Posts no message but the wish that a turn's answer be gone on with, for the stream. */
  public static Call goOnWith(URI server, String turnId) throws IOException {
    var json = MAPPER.createObjectNode().put("continues", turnId);
    return send(server, "POST", STREAM, Map.of(), json.toString());
  }

  /**
   * Follows a turn.
   *
   * @param after the last event that was seen, 0 for none
   */
  public static Call follow(URI server, String turnId, long after) throws IOException {
    Map<String, String> from = after > 0 ? Map.of("Last-Event-ID", Long.toString(after)) : Map.of();
    return send(server, "GET", "/api/turns/" + turnId + "/stream", from, "");
  }

  /** Any other request without a body. */
  public static Call of(URI server, String method, String path) throws IOException {
    return send(server, method, path, Map.of(), "");
  }

  private static Map<String, String> keyed(@Nullable String key) {
    return key == null ? Map.of() : Map.of("Idempotency-Key", key);
  }

  private static Call send(
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
      socket.setSoTimeout(SILENCE_LIMIT_MS);
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_LIMIT_MS);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      return new Call(socket, new BufferedInputStream(socket.getInputStream(), 2048));
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  public int status() {
    return status;
  }

  /** Whether the answer is an earlier turn's. */
  public boolean isReplayed() {
    return "true".equals(headers.get("idempotency-replayed"));
  }

  /** The events, of an answer that is a stream. */
  public EventReader events() {
    return new EventReader(body);
  }

  /** The body as it comes, of an answer that is a stream. */
  public InputStream body() {
    return body;
  }

  /** The whole body, of an answer that is none. */
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
        throw new EOFException("the connection broke before the answer");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
