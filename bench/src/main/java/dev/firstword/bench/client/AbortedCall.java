package dev.firstword.bench.client;

import dev.firstword.relay.blocking.BlockingConnection;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A streamed call that is closed before its end, as SDKs do on an abort. */
public final class AbortedCall implements Closeable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

  /** A few events of text in each API. */
  private static final int SOME_BYTES = 2_000;

  private final BlockingConnection connection;

  private AbortedCall(BlockingConnection connection) {
    this.connection = connection;
  }

  /** Sends a request and reads nothing. */
  public static AbortedCall post(URI server, String path, String json) throws IOException {
    BlockingConnection connection = BlockingConnection.open(server, CONNECT_TIMEOUT, READ_TIMEOUT);
    connection.request(
        "POST",
        path,
        Map.of("Host", server.getAuthority(), "Content-Type", "application/json"),
        json.getBytes(StandardCharsets.UTF_8));
    return new AbortedCall(connection);
  }

  /** Reads the beginning of the answer. Blocks. */
  public void readSome() throws IOException {
    InputStream body = connection.body(connection.readHead());
    if (body.readNBytes(SOME_BYTES).length < SOME_BYTES) {
      throw new IOException("the answer has ended");
    }
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
