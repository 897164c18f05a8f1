package dev.firstword.http;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts small pieces of what is flushed together into one buffer, in their order. HTTP's encoder
 * makes three pieces of each part of a body, and a piece costs more than copying it: a place in the
 * queue, a buffer to account for, an address for the kernel. Last in a connection's pipeline before
 * its socket; confined to the connection's loop.
 */
final class GatheredWrites extends ChannelOutboundHandlerAdapter {

  /** Larger ones leave as they are. */
  static final int LARGEST_PIECE = 2048;

  /** An event with its framing; the buffer grows where there are more. */
  private static final int USUAL_SIZE = 256;

  private final LoopBuffer loopBuffer;

  /** What waits for the flush, and who is told when it has left. */
  private @Nullable ByteBuf gathered;

  private List<ChannelPromise> owed = new ArrayList<>(2);
  private @Nullable ChannelHandlerContext own;

  GatheredWrites(LoopBuffer loopBuffer) {
    this.loopBuffer = loopBuffer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    own = context;
  }

  /** A buffer to {@link #send}: of its very size where it may have to wait for the socket. */
  ByteBuf buffer(int size) {
    ChannelHandlerContext context = requireNonNull(own, "not in a pipeline");
    ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
    return waiting != null && waiting.isEmpty()
        ? loopBuffer.take(context.alloc(), size)
        : context.alloc().directBuffer(size);
  }

  /** Sends a whole piece at once, after what waits for the flush. */
  void send(ByteBuf piece, ChannelPromise promise) {
    ChannelHandlerContext context = requireNonNull(own, "not in a pipeline");
    leave(context);
    var _ = context.write(piece, promise);
    context.flush();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf piece) || piece.readableBytes() > LARGEST_PIECE) {
      leave(context);
      var _ = context.write(message, promise);
      return;
    }
    gather(context, piece);
    if (!promise.isVoid()) {
      owed.add(promise);
    }
  }

  private void gather(ChannelHandlerContext context, ByteBuf piece) {
    ByteBuf all = gathered;
    if (all == null) {
      all = context.alloc().directBuffer(USUAL_SIZE);
      gathered = all;
    }
    all.writeBytes(piece);
    piece.release();
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    leave(context);
    context.flush();
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    leave(context); // Written and never flushed: fails with the rest of what the channel holds.
    var _ = context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf all = gathered;
    if (all != null) {
      gathered = null;
      all.release();
      ClosedChannelException closed = new ClosedChannelException();
      takeOwed().forEach(promise -> promise.tryFailure(closed));
    }
  }

  private void leave(ChannelHandlerContext context) {
    ByteBuf all = gathered;
    if (all == null) {
      return;
    }
    gathered = null;
    switch (owed.size()) {
      case 0 -> {
        var _ = context.write(all, context.voidPromise());
      }
      case 1 -> {
        var _ = context.write(all, owed.removeFirst());
      }
      default -> {
        List<ChannelPromise> waiting = takeOwed();
        var _ = context.write(all).addListener((ChannelFuture written) -> tell(waiting, written));
      }
    }
  }

  private List<ChannelPromise> takeOwed() {
    List<ChannelPromise> taken = owed;
    owed = new ArrayList<>(2);
    return taken;
  }

  private static void tell(List<ChannelPromise> waiting, ChannelFuture written) {
    Throwable failure = written.cause();
    for (ChannelPromise promise : waiting) {
      if (failure == null) {
        promise.trySuccess();
      } else {
        promise.tryFailure(failure);
      }
    }
  }
}
