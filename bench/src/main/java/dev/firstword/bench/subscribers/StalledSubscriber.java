package dev.firstword.bench.subscribers;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A reader that requests a turn's stream and never reads it, with the smallest receive buffer the
 * kernel allows.
 */
final class StalledSubscriber implements Closeable {

  private static final int RECEIVE_BUFFER_BYTES = 4096;

  private final Socket socket = new Socket();

  StalledSubscriber(URI server, String turnId) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket
        .getOutputStream()
        .write(
            "GET /api/turns/%s/stream HTTP/1.1\r\nHost: %s\r\n\r\n"
                .formatted(turnId, server.getAuthority())
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns the local port, which identifies the connection in the kernel's tables. */
  int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
