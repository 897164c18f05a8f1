package dev.firstword.http;

import dev.firstword.loop.EventLoop;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The connections of one loop on which a request came, and since when each owes another. A client
 * that sends its request byte by byte is never silent, so an idle time alone does not get rid of
 * it.
 */
final class Connections {

  private static final int LOOKS_PER_TIME = 10;

  private final EventLoop loop;
  private final Duration head;
  private final Duration idle;
  private final Duration interval;
  private final IdentityHashMap<HttpConnection, Owing> open = new IdentityHashMap<>();

  Connections(EventLoop loop, HttpTimes times) {
    this.loop = loop;
    this.head = times.head();
    this.idle = times.idle();
    this.interval = min(head, idle).dividedBy(LOOKS_PER_TIME);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** What one connection is about. */
  private static final class Owing {
    int requests;
    long deadlineNanos;
  }

  /** Begins to look after those that come. Called on the loop. */
  void watch() {
    loop.schedule(interval, this::closeOverdue);
  }

  void opened(HttpConnection connection) {
    Owing owing = new Owing();
    owing.deadlineNanos = loop.nanoTime() + head.toNanos();
    open.put(connection, owing);
    connection.closeHandler(_ -> open.remove(connection));
  }

  /** A request's head is there; the time runs again once all are answered. */
  void asked(HttpServerRequest request) {
    Owing owing = open.get(request.connection());
    if (owing == null) {
      return; // Closed in this very moment.
    }
    owing.requests++;
    request
        .response()
        .endHandler(_ -> {
          if (--owing.requests == 0) {
            owing.deadlineNanos = loop.nanoTime() + idle.toNanos();
          }
        });
  }

  private void closeOverdue() {
    long now = loop.nanoTime();
    for (Map.Entry<HttpConnection, Owing> one : Map.copyOf(open).entrySet()) {
      Owing owing = one.getValue();
      if (owing.requests == 0 && now - owing.deadlineNanos > 0) {
        one.getKey().close();
      }
    }
    loop.schedule(interval, this::closeOverdue);
  }
}
