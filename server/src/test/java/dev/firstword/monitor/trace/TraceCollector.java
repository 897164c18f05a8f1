package dev.firstword.monitor.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Somebody who collects traces, over real HTTP, and may hold back or refuse what comes. */
public final class TraceCollector implements AutoCloseable {

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final IntSupplier status;
  private final @Nullable CountDownLatch held;

  /**
   * Starts to listen.
   *
   * @param status that is answered with
   * @param held what each answer waits for; absent: it waits for nothing
   */
  public TraceCollector(IntSupplier status, @Nullable CountDownLatch held) {
    this.status = status;
    this.held = held;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** One that takes everything at once. */
  public static TraceCollector willing() {
    return new TraceCollector(() -> 200, null);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
      if (held != null) {
        held.await();
      }
      int code = status.getAsInt();
      if (code == 200) {
        String authorization = exchange.getRequestHeaders().getFirst("authorization");
        authorizations.add(authorization == null ? "" : authorization);
        request
            .getResourceSpansList()
            .forEach(resource ->
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
      }
      exchange.sendResponseHeaders(code, -1);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The first span of that name to have come. */
  public Optional<Span> named(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst();
  }

  /** What an attribute of a span says; empty where it has none of that name. */
  public static String text(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(name))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  public OtlpEndpoint endpoint(Duration longest) {
    return new OtlpEndpoint(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces"),
        Map.of("authorization", "Bearer key"),
        longest);
  }

  public List<Span> spans() {
    return List.copyOf(spans);
  }

  List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  @Override
  public void close() {
    if (held != null) {
      held.countDown();
    }
    server.stop(0);
  }
}
