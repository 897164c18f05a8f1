package dev.firstword.simulator;

import dev.firstword.relay.server.BodyListener;
import dev.firstword.relay.server.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Collects a request's body up to a maximum size. */
final class RequestBodyReader implements BodyListener {
  /** The maximum request size of the Messages API. */
  static final int MAX_BYTES = 32 << 20;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final Consumer<byte[]> onBody;
  private final Runnable onTooLarge;
  private boolean isFinished;

  private RequestBodyReader(Consumer<byte[]> onBody, Runnable onTooLarge) {
    this.onBody = onBody;
    this.onTooLarge = onTooLarge;
  }

  /**
   * Passes the complete body to {@code onBody}, or runs {@code onTooLarge} as soon as the limit is
   * exceeded.
   */
  static void read(ServerRequest request, Consumer<byte[]> onBody, Runnable onTooLarge) {
    request.readBody(new RequestBodyReader(onBody, onTooLarge));
  }

  @Override
  public void onBytes(byte[] chunk) {
    if (isFinished) {
      return;
    }
    if (body.size() + chunk.length > MAX_BYTES) {
      isFinished = true;
      onTooLarge.run();
    } else {
      body.writeBytes(chunk);
    }
  }

  @Override
  public void onEnd() {
    if (!isFinished) {
      onBody.accept(body.toByteArray());
    }
  }

  @Override
  public void onFailure() {
    isFinished = true;
  }
}
