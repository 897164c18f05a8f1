package dev.firstword.bench.reader;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.relay.client.NettyTransport;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.loop.EventLoops;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Posts turns and reads them, each on its own connection, with any number of concurrent turns. */
public final class ReaderPool implements AutoCloseable {

  private static final int LOOPS = 2;

  private final EventLoops loops = EventLoops.start(LOOPS, "reader");
  private final NettyTransport transport =
      new NettyTransport(TransportSettings.DEFAULTS, (_, _) -> {});
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final URI chat;

  public ReaderPool(URI server) {
    chat = server.resolve("/api/chat/stream");
  }

  /** Posts a message and follows its turn. Times count from this call. */
  public Reader post(String message) {
    EventLoop loop = loops.all().get(nextLoop.getAndIncrement() % LOOPS);
    Reader reader = new Reader(System.nanoTime());
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put("message", message)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    OutgoingRequest request =
        new OutgoingRequest(chat, Map.of("content-type", "application/json"), body);
    loop.execute(() -> {
      var _ = transport.send(request, reader);
    });
    return reader;
  }

  @Override
  public void close() {
    transport.close();
    loops.close();
  }
}
