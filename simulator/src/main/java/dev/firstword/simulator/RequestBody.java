package dev.firstword.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Collects a request's body up to a bound. */
final class RequestBody {
  /** What the Messages API accepts. */
  static final int MOST_BYTES = 32 << 20;

  private final Buffer collected = Buffer.buffer();
  private boolean over;

  private RequestBody() {}

  /** Hands over the whole body, or tells that it is too large as soon as that is known. */
  static void read(HttpServerRequest request, Consumer<byte[]> whole, Runnable tooLarge) {
    RequestBody body = new RequestBody();
    request.exceptionHandler(gone -> body.over = true);
    request.handler(part -> {
      if (body.over) {
        return;
      }
      if (body.collected.length() + part.length() > MOST_BYTES) {
        body.over = true;
        tooLarge.run();
      } else {
        body.collected.appendBuffer(part);
      }
    });
    request.endHandler(end -> {
      if (!body.over) {
        whole.accept(body.collected.getBytes());
      }
    });
  }
}
