package dev.firstword.system;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A raw HTTP/1.1 connection that can send anything, including invalid HTTP. */
final class RawConnection implements AutoCloseable {

  /** The head of a chat request, except for the headers that describe its body. */
  static final String CHAT =
      "POST /api/chat/stream HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n";

  private static final int READ_TIMEOUT_MS = 15_000;

  private final Socket socket;
  private final InputStream in;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static RawConnection open(URI server) throws IOException {
    Socket socket = new Socket(InetAddress.getByName(server.getHost()), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MS);
    return new RawConnection(socket);
  }

  /** The head of a response. */
  record Head(int status, List<Header> headers) {

    record Header(String name, String value) {}

    Optional<String> header(String name) {
      return headers.stream()
          .filter(header -> header.name.equals(name))
          .map(Header::value)
          .findFirst();
    }
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
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
    Head head = readHead();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (isChunked(head)) {
      for (byte[] chunk = readChunk(); chunk != null; chunk = readChunk()) {
        body.writeBytes(chunk);
      }
    } else if (head.status != 204) {
      body.writeBytes(readExactly(Integer.parseInt(head.header("content-length").orElseThrow())));
    }
    return new Reply(head, body.toString(StandardCharsets.UTF_8));
  }

  static boolean isChunked(Head head) {
    return head.header("transfer-encoding").filter("chunked"::equals).isPresent();
  }

  Head readHead() throws IOException {
    String statusLine = readLine();
    if (!statusLine.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new AssertionError("not a status line: " + statusLine);
    }
    List<Head.Header> headers = new ArrayList<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      headers.add(
          new Head.Header(
              line.substring(0, colon).toLowerCase(Locale.ROOT),
              line.substring(colon + 1).strip()));
    }
    return new Head(Integer.parseInt(statusLine.substring(9, 12)), headers);
  }

  /** Reads the next chunk of a body; returns null after the last one. */
  byte @Nullable [] readChunk() throws IOException {
    int size = Integer.parseInt(readLine(), 16);
    byte[] chunk = readExactly(size);
    if (!readLine().isEmpty()) {
      throw new AssertionError("a chunk longer than it said");
    }
    return size == 0 ? null : chunk;
  }

  /** Whether the server closes the connection without sending anything, with or without a reset. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException _) {
      return true;
    }
  }

  /** Reads everything until the server closes the connection. */
  String readUntilClosed() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Closes the connection with a TCP reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed by the server after: " + line);
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private byte[] readExactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("closed by the server in the middle of a body");
    }
    return bytes;
  }
}
