package dev.firstword.simulator;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Collects a request's body up to a maximum size. */
final class RequestBodyReader {
  /** The maximum request size of the Messages API. */
  static final int MAX_BYTES = 32 << 20;

  private final Buffer buffer = Buffer.buffer();
  private boolean isFinished;

  private RequestBodyReader() {}

  /**
   * Passes the complete body to {@code onBody}, or runs {@code onTooLarge} as soon as the limit is
   * exceeded.
   */
  static void read(HttpServerRequest request, Consumer<byte[]> onBody, Runnable onTooLarge) {
    RequestBodyReader reader = new RequestBodyReader();
    request.exceptionHandler(failure -> reader.isFinished = true);
    request.handler(part -> {
      if (reader.isFinished) {
        return;
      }
      if (reader.buffer.length() + part.length() > MAX_BYTES) {
        reader.isFinished = true;
        onTooLarge.run();
      } else {
        reader.buffer.appendBuffer(part);
      }
    });
    request.endHandler(ignored -> {
      if (!reader.isFinished) {
        onBody.accept(reader.buffer.getBytes());
      }
    });
  }
}
