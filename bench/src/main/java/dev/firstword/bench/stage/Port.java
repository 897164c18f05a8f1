package dev.firstword.bench.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that are stopped and must find their address free when they are started again.
 * They lie below those that the kernel gives to outgoing connections: a client that tries to
 * reconnect in the meantime would sooner or later be given the very port that it calls.
 */
public final class Port {

  private static final int FIRST = 21_000;
  private static final int LAST = 29_000;
  private static final AtomicInteger next =
      new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() * 37 % (LAST - FIRST)));

  private Port() {}

  /** A port of loopback that nobody listens at. */
  public static int free() throws IOException {
    for (int tries = 0; tries < LAST - FIRST; tries++) {
      int port = FIRST + Math.floorMod(next.getAndIncrement() - FIRST, LAST - FIRST);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException _) {
        // Taken: the next one.
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + LAST);
  }
}
