package dev.firstword.bench.start;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks a server again and again whether it is ready, as whoever sends it people does. */
final class Readiness {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int ASK_EVERY_MS = 2;
  private static final int LONGEST_ANSWER_MS = 5_000;
  private static final String READY = "HTTP/1.1 200";

  private Readiness() {}

  /** Returns with its first yes. */
  static void await(URI server) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!isReady(server)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not ready within " + LONGEST.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MS);
    }
  }

  private static boolean isReady(URI server) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
          LONGEST_ANSWER_MS);
      socket.setSoTimeout(LONGEST_ANSWER_MS);
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
