package dev.firstword.relay.blocking;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One HTTP/1.1 connection that can send anything, including invalid HTTP. The JDK's client hides
 * when a connection is reused, when a body is cut, and when each byte arrived. Not thread-safe, but
 * {@link #close} and {@link #reset} may be called from any thread.
 */
public final class BlockingConnection implements Closeable {

  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final int MAX_HEADERS = 200;

  /** Small, because benchmarks keep ten thousand connections open. */
  private static final int READ_BUFFER_BYTES = 2048;

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] \\d{3}.*");

  private final Socket socket;
  private final InputStream in;

  /** Creates a connection over a connected socket, which it closes. */
  public BlockingConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), READ_BUFFER_BYTES);
  }

  /**
   * Connects without TLS.
   *
   * @param readTimeout the timeout of each read
   */
  public static BlockingConnection open(URI server, Duration connectTimeout, Duration readTimeout)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) readTimeout.toMillis());
      socket.connect(
          new InetSocketAddress(server.getHost(), server.getPort()),
          (int) connectTimeout.toMillis());
      return new BlockingConnection(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Sets the timeout of each read from now on. */
  public void setReadTimeout(Duration timeout) throws IOException {
    socket.setSoTimeout((int) timeout.toMillis());
  }

  /**
   * Sends a request.
   *
   * @param headers all headers except the length of the body, which is added to a POST and wherever
   *     there is a body
   */
  public void request(String method, String target, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(300);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0 || method.equals("POST")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    head.append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + body.length);
    request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    request.writeBytes(body);
    send(request.toByteArray());
  }

  /** Sends bytes unchanged. */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /**
   * Reads the head of the next response.
   *
   * @throws EOFException if the connection is closed before its end
   * @throws ProtocolException if it is not the head of an HTTP/1 response
   */
  public ResponseHead readHead() throws IOException {
    String status = readLine(in, MAX_LINE_BYTES);
    if (!STATUS_LINE.matcher(status).matches()) {
      throw new ProtocolException(
          "not HTTP: " + status.substring(0, Math.min(60, status.length())));
    }
    List<ResponseHead.Header> headers = new ArrayList<>();
    for (String line = readLine(in, MAX_LINE_BYTES);
        !line.isEmpty();
        line = readLine(in, MAX_LINE_BYTES)) {
      int colon = line.indexOf(':');
      if (colon <= 0 || headers.size() == MAX_HEADERS) {
        throw new ProtocolException("not the head of an answer");
      }
      headers.add(
          new ResponseHead.Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return new ResponseHead(
        status.substring(0, 8), Integer.parseInt(status.substring(9, 12)), List.copyOf(headers));
  }

  /**
   * Returns the body that follows a head, as it arrives. A body with neither a length nor chunks
   * ends with the connection.
   */
  public InputStream body(ResponseHead head) {
    if (head.hasNoBody()) {
      return InputStream.nullInputStream();
    }
    if (head.isChunked()) {
      return BodyInputStream.chunked(in);
    }
    return head.header("content-length")
        .map(length -> (InputStream) BodyInputStream.ofLength(in, Long.parseLong(length)))
        .orElse(in);
  }

  /** Returns whether the peer closes the connection before it sends more. Blocks until either. */
  public boolean isClosedByPeer() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException _) {
      return true;
    }
  }

  /** Reads everything until the peer closes the connection. */
  public byte[] readUntilClosed() throws IOException {
    return in.readAllBytes();
  }

  /** Closes the connection with a TCP reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
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
        throw new ProtocolException("a line is too long");
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
