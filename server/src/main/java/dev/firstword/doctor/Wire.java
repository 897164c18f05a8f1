package dev.firstword.doctor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One HTTP/1.1 connection of our own: the platform's client hides when a connection is used again,
 * when a body is cut, and when each of its bytes came.
 */
final class Wire implements AutoCloseable {

  private static final int LONGEST_LINE = 64 * 1024;
  private static final int MOST_HEADERS = 200;

  private final Socket socket;
  private final String authority;
  private final InputStream in;

  Wire(Socket socket, String authority) throws IOException {
    this.socket = socket;
    this.authority = authority;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** How long a read may wait for anything to come, from now on. */
  Wire patience(Duration longest) throws IOException {
    socket.setSoTimeout((int) longest.toMillis());
    return this;
  }

  Wire get(String target, Map<String, String> headers) throws IOException {
    StringBuilder request = new StringBuilder();
    request.append("GET ").append(target).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(authority).append("\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    request.append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  Head readHead() throws IOException {
    String status = line(in, LONGEST_LINE);
    if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new IOException("not HTTP: " + status.substring(0, Math.min(60, status.length())));
    }
    List<Head.Header> headers = new ArrayList<>();
    for (String line = line(in, LONGEST_LINE); !line.isEmpty(); line = line(in, LONGEST_LINE)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() == MOST_HEADERS) {
        throw new IOException("not the head of an answer");
      }
      headers.add(new Head.Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new Head(
        status.substring(0, 8), Integer.parseInt(status.substring(9, 12)), List.copyOf(headers));
  }

  /** The body that follows that head, as it comes. */
  InputStream body(Head head) {
    if (head.says("transfer-encoding", "chunked")) {
      return new ChunkedInput(in);
    }
    return head.header("content-length")
        .map(length -> (InputStream) new CountedInput(in, Long.parseLong(length)))
        .orElse(in);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static String line(InputStream in, int longest) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed");
      }
      if (line.size() == longest) {
        throw new IOException("a line is too long");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
