package dev.firstword.relay.server;

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
 * Merges small writes into one buffer until the flush, in order. HTTP's encoder splits each part of
 * a body into three buffers, and a separate buffer costs more than copying it: a queue entry,
 * reference counting, an address for the kernel. Last in a connection's pipeline before its socket;
 * confined to the connection's event loop.
 */
public final class WriteCoalescingHandler extends ChannelOutboundHandlerAdapter {

  /** Larger buffers are passed on without copying. */
  static final int MAX_COALESCED_BYTES = 2048;

  /** The size of a typical event with its framing; the buffer grows for more. */
  private static final int INITIAL_CAPACITY = 256;

  private final LoopBuffer loopBuffer;

  /** The merged writes that wait for the flush. */
  private @Nullable ByteBuf pending;

  private List<ChannelPromise> pendingPromises = new ArrayList<>(2);
  private @Nullable ChannelHandlerContext ownContext;

  public WriteCoalescingHandler(LoopBuffer loopBuffer) {
    this.loopBuffer = loopBuffer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ownContext = context;
  }

  /**
   * Returns an empty buffer for {@link #writeAndFlush}. If it may have to wait for the socket, it
   * has exactly the given size, so that a stalled reader holds no more memory than it needs.
   */
  public ByteBuf allocate(int size) {
    ChannelHandlerContext context = requireNonNull(ownContext, "not in a pipeline");
    ChannelOutboundBuffer outboundBuffer = context.channel().unsafe().outboundBuffer();
    return outboundBuffer != null && outboundBuffer.isEmpty()
        ? loopBuffer.acquire(context.alloc(), size)
        : context.alloc().directBuffer(size);
  }

  /** Writes a complete chunk after all pending writes, and flushes. */
  public void writeAndFlush(ByteBuf chunk, ChannelPromise promise) {
    ChannelHandlerContext context = requireNonNull(ownContext, "not in a pipeline");
    writePending(context);
    var _ = context.write(chunk, promise);
    context.flush();
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf fragment) || fragment.readableBytes() > MAX_COALESCED_BYTES) {
      writePending(context);
      var _ = context.write(message, promise);
      return;
    }
    append(context, fragment);
    if (!promise.isVoid()) {
      pendingPromises.add(promise);
    }
  }

  private void append(ChannelHandlerContext context, ByteBuf fragment) {
    ByteBuf buffer = pending;
    if (buffer == null) {
      buffer = context.alloc().directBuffer(INITIAL_CAPACITY);
      pending = buffer;
    }
    buffer.writeBytes(fragment);
    fragment.release();
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    writePending(context);
    context.flush();
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    writePending(
        context); // Pending writes then fail with the rest of the channel's outbound buffer.
    var _ = context.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ByteBuf buffer = pending;
    if (buffer != null) {
      pending = null;
      buffer.release();
      ClosedChannelException closed = new ClosedChannelException();
      takePromises().forEach(promise -> promise.tryFailure(closed));
    }
  }

  private void writePending(ChannelHandlerContext context) {
    ByteBuf buffer = pending;
    if (buffer == null) {
      return;
    }
    pending = null;
    switch (pendingPromises.size()) {
      case 0 -> {
        var _ = context.write(buffer, context.voidPromise());
      }
      case 1 -> {
        var _ = context.write(buffer, pendingPromises.removeFirst());
      }
      default -> {
        List<ChannelPromise> promises = takePromises();
        var _ =
            context
                .write(buffer)
                .addListener((ChannelFuture written) -> complete(promises, written));
      }
    }
  }

  private List<ChannelPromise> takePromises() {
    List<ChannelPromise> taken = pendingPromises;
    pendingPromises = new ArrayList<>(2);
    return taken;
  }

  private static void complete(List<ChannelPromise> promises, ChannelFuture written) {
    Throwable failure = written.cause();
    for (ChannelPromise promise : promises) {
      if (failure == null) {
        promise.trySuccess();
      } else {
        promise.tryFailure(failure);
      }
    }
  }
}
