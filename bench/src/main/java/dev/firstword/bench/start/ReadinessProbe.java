package dev.firstword.bench.start;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Polls a server's readiness endpoint, as a load balancer does. */
final class ReadinessProbe {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int POLL_INTERVAL_MS = 2;
  private static final int RESPONSE_TIMEOUT_MS = 5_000;
  private static final String READY = "HTTP/1.1 200";

  private ReadinessProbe() {}

  /** Blocks until the server reports ready for the first time. */
  static void await(URI server) throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!isReady(server)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not ready within " + TIMEOUT.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
    }
  }

  private static boolean isReady(URI server) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
          RESPONSE_TIMEOUT_MS);
      socket.setSoTimeout(RESPONSE_TIMEOUT_MS);
      socket
          .getOutputStream()
          .write("GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(READY.length()), US_ASCII);
      return answer.equals(READY);
    } catch (IOException _) {
      return false;
    }
  }
}
