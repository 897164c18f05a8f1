package dev.firstword.provider.transport;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response on its way to the receiver: past the client where its connection has a
 * {@link BodyReader}, through it where not. Confined to the exchange's loop.
 */
final class ResponseBody implements BodyReader.Listener {

  private final ContextInternal context;
  private final byte[] readBuffer;
  private final Receiver receiver;
  private final Runnable whenReceiverFails;
  private final @Nullable BodyReader reader;

  // A read is as frequent as a token, so what it runs is made once.
  private final Handler<ByteBuf> hand = this::hand;
  private final Handler<Void> endRead = read -> endRead();

  private boolean open = true;
  private boolean pastTheClient;
  private boolean endOfReadDue;
  private long lastHeardNanos = System.nanoTime();

  /**
   * A body whose head has just come.
   *
   * @param readBuffer the loop's, for pieces while they are handed on
   * @param whenReceiverFails run before what the receiver throws is thrown on
   */
  ResponseBody(
      ContextInternal context,
      byte[] readBuffer,
      Receiver receiver,
      Runnable whenReceiverFails,
      @Nullable BodyReader reader) {
    this.context = context;
    this.readBuffer = readBuffer;
    this.receiver = receiver;
    this.whenReceiverFails = whenReceiverFails;
    this.reader = reader;
  }

  /** Hands on what comes from now on. */
  void follow(HttpClientResponse response) {
    pastTheClient = reader != null && reader.tell(this);
    response.handler(this::onChunk);
  }

  /** Hands on nothing more. */
  void close() {
    open = false;
    if (reader != null) {
      reader.stop();
    }
  }

  /** When the head or the newest piece came, as {@link System#nanoTime} says it. */
  long lastHeardNanos() {
    return lastHeardNanos;
  }

  @Override
  public void onPiece(ByteBuf piece) {
    context.dispatch(piece, hand);
  }

  @Override
  public void onReadComplete() {
    context.dispatch(null, endRead);
  }

  /** What did not go past the client: all pieces, or only what came with the end. */
  private void onChunk(Buffer chunk) {
    hand(((BufferInternal) chunk).getByteBuf());
    if (open && !pastTheClient && !endOfReadDue) {
      // What one read brings comes as many chunks; tasks of the loop run after the read.
      endOfReadDue = true;
      context.runOnContext(afterRead -> {
        endOfReadDue = false;
        endRead();
      });
    }
  }

  private void hand(ByteBuf piece) {
    lastHeardNanos = System.nanoTime();
    int end = piece.writerIndex();
    for (int from = piece.readerIndex(); open && from < end; from += readBuffer.length) {
      int size = Math.min(readBuffer.length, end - from);
      piece.getBytes(from, readBuffer, 0, size);
      try {
        receiver.onBytes(readBuffer, 0, size);
      } catch (RuntimeException | Error failure) {
        whenReceiverFails.run();
        throw failure;
      }
    }
  }

  private void endRead() {
    if (!open) {
      return;
    }
    try {
      receiver.onReadComplete();
    } catch (RuntimeException | Error failure) {
      whenReceiverFails.run();
      throw failure;
    }
  }
}
