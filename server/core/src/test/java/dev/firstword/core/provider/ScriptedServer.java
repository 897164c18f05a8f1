package dev.firstword.core.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A provider on a plain socket. Each connection follows its script; the last script serves all
 * further connections.
 */
public final class ScriptedServer implements AutoCloseable {

  /** The behavior of one connection, which is closed when the script returns. */
  @FunctionalInterface
  public interface Script {
    void run(Peer peer) throws IOException, InterruptedException;
  }

  private static final Pattern CONTENT_LENGTH =
      Pattern.compile("content-length: *([0-9]+)", Pattern.CASE_INSENSITIVE);

  private final ServerSocket socket;
  private final List<Script> scripts;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  public ScriptedServer(Script... scripts) {
    this.scripts = List.of(scripts);
    try {
      this.socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Thread.ofVirtual().name("accept").start(this::accept);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Every connection so far, oldest first. */
  public List<Peer> peers() {
    return peers;
  }

  /** Waits for the first connection. */
  public Peer awaitFirstPeer() {
    Awaitility.await().until(() -> !peers.isEmpty());
    return peers.getFirst();
  }

  /** Every request read so far. */
  public List<Request> requests() {
    return requests;
  }

  /** Failures of scripts, except writes to a client that has disconnected. */
  public List<Throwable> failures() {
    return failures;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        accepted.setTcpNoDelay(true);
        Script script = scripts.get(Math.min(peers.size(), scripts.size() - 1));
        Peer peer = new Peer(accepted);
        peers.add(peer);
        Thread.ofVirtual().name("script").start(() -> follow(script, peer));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void follow(Script script, Peer peer) {
    try (peer) {
      script.run(peer);
    } catch (IOException departed) {
      peer.closedByClient.countDown();
    } catch (InterruptedException | RuntimeException | Error failure) {
      failures.add(failure);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      peers.forEach(Peer::close);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A request as received. */
  public record Request(String head, String body) {

    public String line() {
      return head.lines().findFirst().orElse("");
    }

    /** Returns a header's value; empty if absent. */
    public String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  /** The server side of one connection. */
  public final class Peer implements AutoCloseable {
    private final Socket connection;
    private final InputStream in;
    private final CountDownLatch closedByClient = new CountDownLatch(1);
    private volatile long closedNanos;

    private Peer(Socket connection) throws IOException {
      this.connection = connection;
      this.in = new BufferedInputStream(connection.getInputStream());
    }

    /** Reads one request, or throws if the client closes instead. */
    public Request readRequest() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("closed by the client");
        }
        head.append((char) next);
      }
      Matcher length = CONTENT_LENGTH.matcher(head);
      byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
      Request request = new Request(head.toString(), new String(body, UTF_8));
      requests.add(request);
      return request;
    }

    public Peer send(String text) throws IOException {
      connection.getOutputStream().write(text.getBytes(UTF_8));
      return this;
    }

    public Peer sendBytes(byte[] bytes) throws IOException {
      connection.getOutputStream().write(bytes);
      return this;
    }

    /** Sends each byte in a separate write. */
    public void sendByteByByte(String text) throws IOException {
      for (byte each : text.getBytes(UTF_8)) {
        connection.getOutputStream().write(each);
      }
    }

    /** Sends the head of an event stream that ends with the connection or a chunk of length 0. */
    public Peer sendStreamHead() throws IOException {
      return send(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    /** Sends a complete event stream, from head to end, in one write. */
    public void sendWholeStream(String body) throws IOException {
      send(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
              + Integer.toHexString(body.getBytes(UTF_8).length)
              + "\r\n"
              + body
              + "\r\n0\r\n\r\n");
    }

    /** Sends the texts as chunks of a body in one write. */
    public Peer sendChunks(String... texts) throws IOException {
      StringBuilder written = new StringBuilder();
      for (String text : texts) {
        String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
        written.append(Integer.toHexString(bytes.length())).append("\r\n");
        written.append(bytes).append("\r\n");
      }
      connection.getOutputStream().write(written.toString().getBytes(ISO_8859_1));
      return this;
    }

    public Peer endChunks() throws IOException {
      return send("0\r\n\r\n");
    }

    public Peer sendResponse(int status, String headers, String body) throws IOException {
      int length = body.getBytes(UTF_8).length;
      return send(
          "HTTP/1.1 %d Whatever\r\ncontent-length: %d\r\n%s\r\n%s"
              .formatted(status, length, headers, body));
    }

    /** Reads until the client closes. */
    public void awaitClose() throws IOException {
      try {
        if (in.read() >= 0) {
          throw new IllegalStateException("the client sent something");
        }
      } finally {
        closedNanos = System.nanoTime();
        closedByClient.countDown();
      }
    }

    public boolean isClosedByClient() {
      return closedByClient.getCount() == 0;
    }

    /** Returns when {@link #awaitClose} saw the end, in terms of {@link System#nanoTime}. */
    public long closedNanos() throws InterruptedException {
      if (!closedByClient.await(5, TimeUnit.SECONDS)) {
        throw new AssertionError("the client did not close");
      }
      return closedNanos;
    }

    /** Closes the connection with a reset, which discards unsent data. */
    public void reset() throws IOException {
      connection.setSoLinger(true, 0);
      connection.close();
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
