package dev.firstword.relay.client;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the body of one response to the listener: directly if its connection has a {@link
 * DirectBodyHandler}, otherwise through the client. Confined to the call's event loop.
 */
public final class ResponseBody implements DirectBodyHandler.Listener {

  private final ContextInternal context;
  private final byte[] readBuffer;
  private final ResponseListener listener;
  private final Runnable onListenerError;
  private final @Nullable DirectBodyHandler bodyHandler;

  // A read is as frequent as a token, so its handlers are allocated once.
  private final Handler<ByteBuf> deliverHandler = this::deliver;
  private final Handler<Void> endReadHandler = read -> endRead();

  private boolean isOpen = true;
  private boolean isDirect;
  private boolean isReadEndScheduled;
  private long lastReceivedNanos = System.nanoTime();

  /**
   * Creates the body of a response whose head has just arrived.
   *
   * @param readBuffer the event loop's buffer for chunks being delivered
   * @param onListenerError run before an exception of the listener is rethrown
   */
  ResponseBody(
      ContextInternal context,
      byte[] readBuffer,
      ResponseListener listener,
      Runnable onListenerError,
      @Nullable DirectBodyHandler bodyHandler) {
    this.context = context;
    this.readBuffer = readBuffer;
    this.listener = listener;
    this.onListenerError = onListenerError;
    this.bodyHandler = bodyHandler;
  }

  /** Starts delivering content. */
  void start(HttpClientResponse response) {
    isDirect = bodyHandler != null && bodyHandler.attach(this);
    response.handler(this::onChunk);
  }

  /** Stops delivering content. */
  void close() {
    isOpen = false;
    if (bodyHandler != null) {
      bodyHandler.detach();
    }
  }

  /** When the head or the latest chunk arrived, in terms of {@link System#nanoTime}. */
  long lastReceivedNanos() {
    return lastReceivedNanos;
  }

  @Override
  public void onContent(ByteBuf content) {
    context.dispatch(content, deliverHandler);
  }

  @Override
  public void onReadComplete() {
    context.dispatch(null, endReadHandler);
  }

  /** Content that was not delivered directly: everything, or only what arrived with the end. */
  private void onChunk(Buffer chunk) {
    deliver(((BufferInternal) chunk).getByteBuf());
    if (isOpen && !isDirect && !isReadEndScheduled) {
      // One read arrives as several chunks; tasks of the event loop run after the read.
      isReadEndScheduled = true;
      context.runOnContext(afterRead -> {
        isReadEndScheduled = false;
        endRead();
      });
    }
  }

  private void deliver(ByteBuf content) {
    lastReceivedNanos = System.nanoTime();
    int end = content.writerIndex();
    for (int from = content.readerIndex(); isOpen && from < end; from += readBuffer.length) {
      int size = Math.min(readBuffer.length, end - from);
      content.getBytes(from, readBuffer, 0, size);
      try {
        listener.onBytes(readBuffer, 0, size);
      } catch (RuntimeException | Error failure) {
        onListenerError.run();
        throw failure;
      }
    }
  }

  private void endRead() {
    if (!isOpen) {
      return;
    }
    try {
      listener.onReadComplete();
    } catch (RuntimeException | Error failure) {
      onListenerError.run();
      throw failure;
    }
  }
}
