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
 * A minimal HTTP/1.1 connection. The JDK's client hides when a connection is reused, when a body is
 * cut, and when each byte arrived.
 */
final class RawHttpConnection implements AutoCloseable {

  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final int MAX_HEADERS = 200;

  private final Socket socket;
  private final String authority;
  private final InputStream in;

  RawHttpConnection(Socket socket, String authority) throws IOException {
    this.socket = socket;
    this.authority = authority;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sets the timeout of each read from now on. */
  RawHttpConnection readTimeout(Duration timeout) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
    return this;
  }

  RawHttpConnection get(String target, Map<String, String> headers) throws IOException {
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

  ResponseHead readHead() throws IOException {
    String status = readLine(in, MAX_LINE_BYTES);
    if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new IOException("not HTTP: " + status.substring(0, Math.min(60, status.length())));
    }
    List<ResponseHead.Header> headers = new ArrayList<>();
    for (String line = readLine(in, MAX_LINE_BYTES);
        !line.isEmpty();
        line = readLine(in, MAX_LINE_BYTES)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() == MAX_HEADERS) {
        throw new IOException("not the head of an answer");
      }
      headers.add(
          new ResponseHead.Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new ResponseHead(
        status.substring(0, 8), Integer.parseInt(status.substring(9, 12)), List.copyOf(headers));
  }

  /** Returns the body that follows a head, as it arrives. */
  InputStream body(ResponseHead head) {
    if (head.headerContains("transfer-encoding", "chunked")) {
      return new ChunkedInputStream(in);
    }
    return head.header("content-length")
        .map(length -> (InputStream) new FixedLengthInputStream(in, Long.parseLong(length)))
        .orElse(in);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static String readLine(InputStream in, int maxBytes) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed");
      }
      if (line.size() == maxBytes) {
        throw new IOException("a line is too long");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
