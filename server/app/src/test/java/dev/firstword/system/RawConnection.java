package dev.firstword.system;

import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.system.OpenApiContract.BodyCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A raw HTTP/1.1 connection that can send anything, including invalid HTTP. What comes back must be
 * as the OpenAPI document describes it.
 */
final class RawConnection implements AutoCloseable {

  /** The head of a chat request, except for the headers that describe its body. */
  static final String CHAT =
      "POST /api/chat/stream HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n";

  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final Pattern REQUEST_LINE =
      Pattern.compile("(?<method>[A-Z]{3,10}) (?<target>[!-~]++) HTTP/1\\.[01]\\r?\\n");

  /** More than the requests of a test that sends several at once. */
  private static final int MAX_SENT_KEPT = 100_000;

  private final Socket socket;
  private final BlockingConnection connection;

  /** The text that was sent from where the next request begins, for the line it begins with. */
  private final StringBuilder sent = new StringBuilder();

  private BodyCheck bodyCheck = BodyCheck.NONE;
  private boolean isInventedByProvider;
  private boolean isAnythingExpected;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.connection = new BlockingConnection(socket);
  }

  static RawConnection open(URI server) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.connect(
          new InetSocketAddress(server.getHost(), server.getPort()), (int) TIMEOUT.toMillis());
      return new RawConnection(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawConnection send(byte[] bytes) throws IOException {
    int kept = Math.min(bytes.length, Math.max(0, MAX_SENT_KEPT - sent.length()));
    sent.append(new String(bytes, 0, kept, StandardCharsets.ISO_8859_1));
    connection.send(bytes);
    return this;
  }

  /** Sends a complete request with a body of known length. */
  RawConnection request(String method, String target, String headers, byte[] body)
      throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(
        (method + " " + target + " HTTP/1.1\r\nHost: here\r\n" + headers)
            .getBytes(StandardCharsets.UTF_8));
    whole.writeBytes(
        ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    whole.writeBytes(body);
    return send(whole.toByteArray());
  }

  /** Sends a complete chat request. */
  RawConnection chat(byte[] body) throws IOException {
    return request("POST", "/api/chat/stream", "Content-Type: application/json\r\n", body);
  }

  RawConnection chat(ChatCall call) throws IOException {
    return chat(call.body().getBytes(StandardCharsets.UTF_8));
  }

  RawConnection get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: here\r\n\r\n");
  }

  /** Reads a complete response. */
  Reply read() throws IOException {
    ResponseHead head = readHead();
    if (!head.isFramed()) {
      throw new AssertionError("a body without a length: " + head);
    }
    return new Reply(head, new String(body(head).readAllBytes(), StandardCharsets.UTF_8));
  }

  /** Says that requests are random, so that their answers are not compared with the document. */
  RawConnection expectAnything() {
    isAnythingExpected = true;
    return this;
  }

  /** Says that bodies come from an invented provider, and may be anything. */
  RawConnection expectInventedBodies() {
    isInventedByProvider = true;
    return this;
  }

  ResponseHead readHead() throws IOException {
    ResponseHead head = connection.readHead();
    if (head.status() >= 200 && !isAnythingExpected) {
      Matcher request = REQUEST_LINE.matcher(sent);
      bodyCheck = BodyCheck.NONE;
      if (request.find()) {
        String method = request.group("method");
        String target = request.group("target");
        sent.delete(0, request.end());
        bodyCheck = OpenApiContract.instance().check(method, target, head);
      }
    }
    return head;
  }

  /** Returns the body that follows a head, as it arrives. */
  InputStream body(ResponseHead head) {
    InputStream body = connection.body(head);
    return isInventedByProvider ? body : bodyCheck.wrap(body);
  }

  /** Whether the server closes the connection without sending anything, with or without a reset. */
  boolean isClosedByServer() throws IOException {
    return connection.isClosedByPeer();
  }

  /** Reads everything until the server closes the connection. */
  String readUntilClosed() throws IOException {
    return new String(connection.readUntilClosed(), StandardCharsets.ISO_8859_1);
  }

  /** Closes this side of the connection: nothing more will be sent, but the answer is read. */
  RawConnection closeOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Closes the connection with a TCP reset. */
  void reset() throws IOException {
    connection.reset();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
