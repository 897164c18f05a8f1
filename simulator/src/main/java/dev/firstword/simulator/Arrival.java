package dev.firstword.simulator;

import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;

/**
 * A request as it came in.
 *
 * @param id the id under which it is recorded and answered
 * @param nanos when its head came, on the timer's clock
 * @param millis the same, in milliseconds of the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // a body is bytes, and nobody compares arrivals
record Arrival(HttpServerRequest request, String id, long nanos, long millis, byte[] body) {

  Arrival with(byte[] wholeBody) {
    return new Arrival(request, id, nanos, millis, wholeBody);
  }

  String path() {
    return path(request);
  }

  static String path(HttpServerRequest request) {
    return Objects.requireNonNullElse(request.path(), "");
  }
}
