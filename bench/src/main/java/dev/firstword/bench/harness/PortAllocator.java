package dev.firstword.bench.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Allocates ports for processes that must find their port free after a restart. The ports are below
 * the kernel's range for outgoing connections. Otherwise a client that reconnects meanwhile could
 * be assigned the very port that it connects to.
 */
public final class PortAllocator {

  private static final int MIN_PORT = 21_000;
  private static final int MAX_PORT = 29_000;
  private static final AtomicInteger nextPort =
      new AtomicInteger(
          MIN_PORT + (int) (ProcessHandle.current().pid() * 37 % (MAX_PORT - MIN_PORT)));

  private PortAllocator() {}

  /** Returns a loopback port that is not in use. */
  public static int allocate() throws IOException {
    for (int tries = 0; tries < MAX_PORT - MIN_PORT; tries++) {
      int port =
          MIN_PORT + Math.floorMod(nextPort.getAndIncrement() - MIN_PORT, MAX_PORT - MIN_PORT);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException _) {
        // In use: try the next one.
      }
    }
    throw new IOException("no free port from " + MIN_PORT + " to " + MAX_PORT);
  }
}
