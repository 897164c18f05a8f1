package dev.firstword.relay.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;

/**
 * A port of the loopback address that refuses every connection until it is closed. The port is
 * bound but does not listen, so no other process can take it while a test runs.
 */
public final class RefusingPort implements AutoCloseable {

  private final SocketChannel bound;
  private final int port;

  private RefusingPort(SocketChannel bound, int port) {
    this.bound = bound;
    this.port = port;
  }

  public static RefusingPort open() throws IOException {
    SocketChannel bound = SocketChannel.open();
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new RefusingPort(bound, ((InetSocketAddress) bound.getLocalAddress()).getPort());
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
