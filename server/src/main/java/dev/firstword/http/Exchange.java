package dev.firstword.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, on its event loop. Whatever goes wrong here ends in a problem. */
final class Exchange {

  static final JsonMapper JSON = new JsonMapper();

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final HttpServerRequest request;
  private final VertxEventLoop loop;
  private final long receivedNanos;

  Exchange(HttpServerRequest request, VertxEventLoop loop) {
    this.request = request;
    this.loop = loop;
    this.receivedNanos = loop.nanoTime();
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return request.response();
  }

  VertxEventLoop loop() {
    return loop;
  }

  /** When the request's head was received, on the loop's clock. */
  long receivedNanos() {
    return receivedNanos;
  }

  String path() {
    String path = request.path();
    return path == null ? "/" : path;
  }

  /** Where the request came from, without the port. */
  String remoteAddress() {
    SocketAddress address = request.remoteAddress();
    String host = address == null ? null : address.hostAddress();
    return host == null ? "" : host;
  }

  @Nullable String header(String name) {
    return request.getHeader(name);
  }

  @Nullable String query(String name) {
    try {
      return request.getParam(name);
    } catch (IllegalArgumentException _) {
      throw new RefusedException(
          Problem.malformed("The address holds an escape that is none, such as %zz."));
    }
  }

  /** A whole number from the query, within its bounds. */
  int query(String name, int otherwise, int least, int most) {
    String value = query(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below, like a number out of bounds.
    }
    throw new RefusedException(
        Problem.malformed(
            "The parameter \"" + name + "\" must be a number from " + least + " to " + most + "."));
  }

  /** Runs blocking work on a virtual thread, then {@code then} with its result on the loop. */
  <T> void blocking(ExecutorService virtualThreads, Callable<T> work, Consumer<T> then) {
    try {
      virtualThreads.execute(() -> {
        try {
          T result = work.call();
          loop.execute(() -> guarded(() -> then.accept(result)));
        } catch (Exception e) {
          loop.execute(() -> fail(e));
        }
      });
    } catch (RejectedExecutionException _) {
      refuse(Problem.shuttingDown());
    }
  }

  /** Runs what may throw, and turns what it throws into an answer. */
  void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(Exception failure) {
    if (failure instanceof RefusedException refused) {
      refuse(refused.problem());
      return;
    }
    log.error("{} {} failed", request.method(), request.path(), failure);
    refuse(Problem.internal());
  }

  void json(int status, JsonNode body) {
    send(status, "application/json", body);
  }

  /** Answers with nothing but a status. */
  void empty(int status) {
    if (!isAnswered()) {
      response().setStatusCode(status).end();
    }
  }

  void refuse(Problem problem) {
    if (problem.status() == 401 && !isAnswered()) {
      response().putHeader("www-authenticate", "Bearer"); // RFC 9110 wants it with every 401.
    }
    send(problem.status(), "application/problem+json", body(problem), problem.retryAfter());
  }

  /**
   * Refuses a request that is not read to its end; the connection can't be used again. It lingers
   * for a moment, as closing it with bytes unread would take the answer from the client.
   */
  void refuseAndClose(Problem problem) {
    if (request.version() == HttpVersion.HTTP_2) {
      refuse(problem); // Streams end one by one; there is no such header.
      return;
    }
    if (!isAnswered()) {
      response().putHeader("connection", "close");
    }
    refuse(problem);
    loop.schedule(LINGER, () -> request.connection().close());
  }

  /**
   * Ends the answer in its middle, and with it what is still to be sent. Closing alone would wait
   * until the other side has taken that, and the kernel would keep it after that: it is closed
   * below the handlers that hold what could not be written yet.
   */
  void abort() {
    if (request.version() != HttpVersion.HTTP_2
        && request.connection() instanceof ConnectionBase connection) {
      Channel channel = connection.channel();
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = channel.pipeline().firstContext().close();
    } else {
      response().reset();
    }
  }

  private static ObjectNode body(Problem problem) {
    ObjectNode body = JSON.createObjectNode();
    body.put("type", "urn:firstword:problem:" + problem.code());
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("detail", problem.detail());
    body.put("code", problem.code());
    body.put("action", problem.action().wireName());
    return body;
  }

  private void send(int status, String mediaType, JsonNode body) {
    send(status, mediaType, body, null);
  }

  private void send(int status, String mediaType, JsonNode body, @Nullable Duration retryAfter) {
    if (isAnswered()) {
      return;
    }
    if (retryAfter != null) {
      response().putHeader("retry-after", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    try {
      response()
          .setStatusCode(status)
          .putHeader("content-type", mediaType)
          .putHeader("cache-control", "no-store")
          .putHeader("x-content-type-options", "nosniff")
          .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private boolean isAnswered() {
    return response().headWritten() || response().closed() || response().ended();
  }
}
