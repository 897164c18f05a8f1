package dev.firstword.http;

import dev.firstword.loop.EventLoop;
import dev.firstword.turn.FollowableTurn;
import dev.firstword.turn.LogReader;
import dev.firstword.turn.TurnLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows a turn's log and writes it to one response. It pulls: a reader that is slow keeps nothing
 * but an offset and what its socket holds, and is cut off when it takes nothing for too long; it
 * can resume. Confined to its connection's loop, but for being told that the log has grown.
 */
final class TurnStream implements LogReader {

  private static final int UNKNOWN = -1;
  private static final int LARGEST_WRITE = 64 * 1024;
  private static final Buffer KEEP_ALIVE_COMMENT = Buffer.buffer(": keep-alive\n\n");
  private static final byte[] END = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

  private final FollowableTurn turn;
  private final EventLoop loop;
  private final Exchange exchange;
  private final HttpServerResponse response;

  /** The short way to the socket, where there is one. */
  private final @Nullable FramedWrites framed;

  private final HttpTimes times;
  private final AtomicBoolean wakeUpUnderWay = new AtomicBoolean();
  private final long after;
  private final WritePace pace;
  private int offset = UNKNOWN;
  private boolean over;
  private long lastWriteNanos;
  private EventLoop.@Nullable Timer keepAlive;
  private EventLoop.@Nullable Timer stall;

  /** Is there while something waits for what comes after it. */
  private EventLoop.@Nullable Timer together;

  private TurnStream(Exchange exchange, FollowableTurn turn, long after, HttpTimes times) {
    this.turn = turn;
    this.loop = exchange.loop();
    this.exchange = exchange;
    this.response = exchange.response();
    this.framed = FramedWrites.of(exchange);
    this.times = times;
    this.after = after;
    this.pace = new WritePace(loop.nanoTime());
  }

  /**
   * Makes the head, which leaves with what is there to read, and prepares to follow.
   *
   * @param after the sequence of the last event that the reader has seen, 0 for none
   * @param serverTiming what came before, as the header of that name says it
   * @return the stream to join to the turn; then {@link #begin}
   */
  static TurnStream open(
      Exchange exchange, FollowableTurn turn, long after, String serverTiming, HttpTimes times) {
    exchange
        .response()
        .setStatusCode(200)
        .setChunked(true)
        .putHeader("content-type", "text/event-stream; charset=utf-8")
        .putHeader("cache-control", "no-cache, no-transform")
        .putHeader("x-accel-buffering", "no")
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("turn-id", turn.identity().turnId())
        .putHeader(ServerTiming.NAME, serverTiming);
    if (ServerTiming.isTakenAtTheEnd(exchange)) {
      exchange.response().putHeader("trailer", ServerTiming.NAME);
    }
    return new TurnStream(exchange, turn, after, times);
  }

  /** Writes what is there and goes on as more comes. */
  void begin() {
    response.closeHandler(_ -> end());
    response.exceptionHandler(_ -> end());
    if (response.closed()) {
      end(); // Gone before it could be told.
      return;
    }
    lastWriteNanos = loop.nanoTime();
    armKeepAlive(times.keepAlive());
    pump();
    if (!response.headWritten()) {
      response.writeHead(); // Whoever has seen all there is must not wait for more to be answered.
    }
  }

  @Override
  public void onPublished() {
    if (loop.isCurrent()) {
      grown();
    } else if (wakeUpUnderWay.compareAndSet(false, true)) {
      loop.execute(() -> {
        wakeUpUnderWay.set(false);
        grown();
      });
    }
  }

  /** The end takes everything along, and waits for nothing. */
  private void grown() {
    long waitNanos = together == null ? pace.waitNanos(loop.nanoTime()) : 0;
    if (over || turn.log().view().ended() || (together == null && waitNanos == 0)) {
      pump();
    } else if (together == null) {
      together = loop.schedule(Duration.ofNanos(waitNanos), this::writeTogether);
    } else {
      pace.merged();
    }
  }

  private void writeTogether() {
    together = null;
    pump();
  }

  private void pump() {
    while (!over) {
      TurnLog.View view = turn.log().view();
      if (offset == UNKNOWN && !knowsPosition(view)) {
        return;
      }
      if (offset == view.length()) {
        if (view.ended()) {
          end();
          tellTotals(view);
          cutOffUnlessTaken(response.end(Buffer.buffer(END)));
        }
        return;
      }
      if (response.writeQueueFull()) {
        awaitDrain();
        return;
      }
      int size = Math.min(view.length() - offset, LARGEST_WRITE);
      int from = offset;
      offset += size;
      lastWriteNanos = loop.nanoTime();
      pace.wrote(lastWriteNanos);
      if (view.ended() && offset == view.length()) {
        end();
        tellTotals(view);
        ByteBuf events = Unpooled.wrappedBuffer(view.bytes(), from, size);
        ByteBuf rest = Unpooled.wrappedBuffer(events, Unpooled.wrappedBuffer(END));
        cutOffUnlessTaken(response.end(BufferInternal.buffer(rest)));
      } else if (framed != null && response.headWritten() && framed.isOpen()) {
        framed.write(view.bytes(), from, size);
      } else {
        response.write(BufferInternal.buffer(Unpooled.wrappedBuffer(view.bytes(), from, size)));
      }
    }
  }

  private void tellTotals(TurnLog.View ended) {
    if (ServerTiming.isTakenAtTheEnd(exchange)) {
      ServerTiming.totals(ended)
          .ifPresent(totals -> response.putTrailer(ServerTiming.NAME, totals));
    }
  }

  /** A turn that runs on another node may be known here less far than its reader has seen. */
  private boolean knowsPosition(TurnLog.View view) {
    if (after > view.lastSequence() && !view.ended()) {
      return false;
    }
    offset = view.offsetAfter(after);
    return true;
  }

  private void awaitDrain() {
    if (stall != null) {
      return;
    }
    stall = loop.schedule(times.stall(), this::cutOff);
    response.drainHandler(_ -> {
      if (stall != null) {
        stall.cancel();
        stall = null;
      }
      pump();
    });
  }

  private void cutOff() {
    if (!over) {
      end();
      exchange.abort();
    }
  }

  /** The turn is done with this reader, but what is left for it still has to leave. */
  private void cutOffUnlessTaken(Future<Void> written) {
    EventLoop.Timer deadline = loop.schedule(times.stall(), exchange::abort);
    var _ = written.onComplete(_ -> deadline.cancel());
  }

  private void armKeepAlive(Duration delay) {
    keepAlive = loop.schedule(delay, this::keepAlive);
  }

  /** A comment of its own between two events, and only after silence. */
  private void keepAlive() {
    if (over) {
      return;
    }
    Duration silent = Duration.ofNanos(loop.nanoTime() - lastWriteNanos);
    if (silent.compareTo(times.keepAlive()) < 0) {
      if (framed != null) {
        framed.postponeIdle();
      }
      armKeepAlive(times.keepAlive().minus(silent));
      return;
    }
    if (stall == null && (offset == UNKNOWN || offset == turn.log().view().length())) {
      response.write(KEEP_ALIVE_COMMENT.copy());
      lastWriteNanos = loop.nanoTime();
    }
    armKeepAlive(times.keepAlive());
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    if (keepAlive != null) {
      keepAlive.cancel();
    }
    if (stall != null) {
      stall.cancel();
    }
    if (together != null) {
      together.cancel();
    }
    turn.leave(this);
  }
}
