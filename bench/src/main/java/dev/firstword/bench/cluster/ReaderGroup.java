package dev.firstword.bench.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.relay.client.NettyTransport;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.loop.EventLoops;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The users of a cluster: posts turns at a steady rate to each node in turn, and follows them. */
final class ReaderGroup implements AutoCloseable {

  private static final int LOOPS = 2;
  private static final int END_TIMEOUT_S = 120;
  private static final AtomicInteger questions = new AtomicInteger();

  private final EventLoops loops = EventLoops.start(LOOPS, "reader");
  private final NettyTransport transport =
      new NettyTransport(TransportSettings.DEFAULTS, (_, _) -> {});
  private final AtomicInteger nextLoop = new AtomicInteger();

  /** Posts turns, regardless of how long they take. Blocks until the last one is posted. */
  List<TurnReader> post(List<URI> nodes, int turns, double perSecond) {
    List<TurnReader> readers = new ArrayList<>(turns);
    long begin = System.nanoTime();
    for (int i = 0; i < turns; i++) {
      long intended = begin + (long) (i * 1e9 / perSecond);
      for (long now = System.nanoTime(); now < intended; now = System.nanoTime()) {
        LockSupport.parkNanos(intended - now);
      }
      readers.add(post(nodes.get(i % nodes.size()), intended));
    }
    return readers;
  }

  private TurnReader post(URI node, long intendedNanos) {
    byte[] body =
        JsonNodeFactory.instance
            .objectNode()
            .put("message", "Question " + questions.incrementAndGet() + ": how does it work?")
            .put("summary", false)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    return send(
        new OutgoingRequest(
            node.resolve("/api/chat/stream"), Map.of("content-type", "application/json"), body),
        intendedNanos);
  }

  /** Follows a turn through a node. */
  TurnReader follow(URI node, String turnId) {
    return send(
        OutgoingRequest.get(node.resolve("/api/turns/" + turnId + "/stream"), Map.of()),
        System.nanoTime());
  }

  private TurnReader send(OutgoingRequest request, long intendedNanos) {
    EventLoop loop = loops.all().get(nextLoop.getAndIncrement() % LOOPS);
    TurnReader reader = new TurnReader(intendedNanos);
    loop.execute(() -> transport.send(request, reader));
    return reader;
  }

  /** Blocks until all streams have ended. */
  static void awaitEnds(List<TurnReader> readers) throws Exception {
    CompletableFuture.allOf(readers.stream().map(TurnReader::end).toArray(CompletableFuture[]::new))
        .get(END_TIMEOUT_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    transport.close();
    loops.close();
  }
}
