package dev.firstword.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of a server that cuts connections at random: before the request has passed,
 * before the response, and in the middle of it. The same seed draws the same places, in the order
 * of the connections.
 */
final class CuttingProxy implements AutoCloseable {

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

  private final URI server;
  private final Random random;
  private final int usualBytes;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();

  /**
   * Starts a proxy.
   *
   * @param usualBytes the mean number of bytes of a response that pass before the cut
   */
  CuttingProxy(URI server, long seed, int usualBytes) {
    this.server = server;
    this.random = new Random(seed);
    this.usualBytes = usualBytes;
    try {
      listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  /** The connections cut so far. */
  int cuts() {
    return cuts.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        open.add(client);
        // One in ten connections is cut before the request has passed.
        int requestBytes = random.nextInt(10) == 0 ? random.nextInt(200) : Integer.MAX_VALUE;
        int responseBytes = (int) (-usualBytes * Math.log(1 - random.nextDouble()));
        Thread.ofVirtual().start(() -> relay(client, requestBytes, responseBytes));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void relay(Socket client, int requestBytes, int responseBytes) {
    try (Socket upstream = new Socket()) {
      open.add(upstream);
      upstream.connect(
          new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_TIMEOUT_MILLIS);
      Thread back = Thread.ofVirtual().start(() -> copy(upstream, client, responseBytes));
      copy(client, upstream, requestBytes);
      back.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      close(client);
    }
  }

  /** Copies bytes, and cuts both connections after a number of them. */
  private void copy(Socket from, Socket to, int bytes) {
    int left = bytes;
    byte[] buffer = new byte[4_096];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int count = in.read(buffer, 0, Math.clamp(left, 1, buffer.length));
        if (count < 0) {
          break;
        }
        if (left == 0) {
          cuts.incrementAndGet();
          break;
        }
        out.write(buffer, 0, count);
        left -= count;
      }
    } catch (IOException _) {
      // The other direction was cut, or one side has closed.
    }
    close(from);
    close(to);
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.forEach(this::close);
  }
}
