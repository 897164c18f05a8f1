package dev.firstword.bench.crowd;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A reader that asks for a turn and then takes nothing, with as small a buffer as it can get. */
final class StalledReader implements Closeable {

  private static final int SMALL = 4096;

  private final Socket socket = new Socket();

  StalledReader(URI server, String turnId) throws IOException {
    socket.setReceiveBufferSize(SMALL);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket
        .getOutputStream()
        .write(
            "GET /api/turns/%s/stream HTTP/1.1\r\nHost: %s\r\n\r\n"
                .formatted(turnId, server.getAuthority())
                .getBytes(StandardCharsets.US_ASCII));
  }

  /** By which the kernel's tables name it. */
  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
