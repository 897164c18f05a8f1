package dev.firstword.operations.trace;

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

/** A trace collector over real HTTP that can delay or reject what it receives. */
public final class TraceCollector implements AutoCloseable {

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final IntSupplier status;
  private final @Nullable CountDownLatch gate;

  /**
   * Starts listening.
   *
   * @param status supplies the status of each response
   * @param gate delays each response until it is released; null for no delay
   */
  public TraceCollector(IntSupplier status, @Nullable CountDownLatch gate) {
    this.status = status;
    this.gate = gate;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /** Returns a collector that accepts everything immediately. */
  public static TraceCollector accepting() {
    return new TraceCollector(() -> 200, null);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = new GZIPInputStream(exchange.getRequestBody())) {
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
      if (gate != null) {
        gate.await();
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

  /** Returns the first received span of that name. */
  public Optional<Span> findSpan(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst();
  }

  /** Returns the value of a text attribute; empty if the span has none of that name. */
  public static String textAttribute(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(name))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  public OtlpEndpoint endpoint(Duration timeout) {
    return new OtlpEndpoint(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces"),
        Map.of("authorization", "Bearer key"),
        timeout);
  }

  public List<Span> spans() {
    return List.copyOf(spans);
  }

  List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  @Override
  public void close() {
    if (gate != null) {
      gate.countDown();
    }
    server.stop(0);
  }
}
