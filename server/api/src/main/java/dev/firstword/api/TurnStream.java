package dev.firstword.api;

import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.AdaptiveCoalescer;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.server.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Streams a turn's log to one response. It pulls: a slow reader costs only an offset and its socket
 * buffer. A reader that takes nothing for too long is disconnected; it can resume. Confined to its
 * connection's event loop, except for {@link #onPublished}.
 */
final class TurnStream implements LogReader {

  private static final int UNKNOWN_OFFSET = -1;
  private static final int MAX_WRITE_BYTES = 64 * 1024;
  private static final byte[] KEEP_ALIVE_COMMENT =
      EventStreamResponse.KEEP_ALIVE_COMMENT.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE_FRAME =
      EventStreamResponse.DONE_FRAME.getBytes(StandardCharsets.US_ASCII);

  private final FollowableTurn turn;
  private final EventLoop loop;
  private final RequestContext context;
  private final ServerResponse response;

  private final HttpTimeouts timeouts;
  private final AtomicBoolean isWakeUpPending = new AtomicBoolean();
  private final long lastSeenSequence;
  private final AdaptiveCoalescer coalescer;
  private final StalledReaderTimeout stallTimeout;

  /** Null for a reader of the log itself. */
  private final @Nullable LogTranslator translator;

  private int offset = UNKNOWN_OFFSET;
  private boolean stopped;
  private long lastWriteNanos;
  private EventLoop.@Nullable Timer keepAliveTimer;
  private @Nullable DisconnectProbe disconnectProbe;

  /** Not null while events wait to be merged with later ones. */
  private EventLoop.@Nullable Timer coalescingTimer;

  private TurnStream(
      RequestContext context,
      FollowableTurn turn,
      long lastSeenSequence,
      HttpTimeouts timeouts,
      @Nullable LogTranslator translator) {
    this.translator = translator;
    this.turn = turn;
    this.loop = context.loop();
    this.context = context;
    this.response = context.response();
    this.timeouts = timeouts;
    this.lastSeenSequence = lastSeenSequence;
    this.coalescer = new AdaptiveCoalescer(loop.nanoTime());
    this.stallTimeout = new StalledReaderTimeout(loop, timeouts.stall(), this::abort);
  }

  /**
   * Prepares the response head, which leaves with the first events.
   *
   * @param lastSeenSequence the sequence number of the last event the reader has seen; 0 for none
   * @param serverTiming the value of the {@code Server-Timing} header
   * @param translator translates the events for a client of another API; null for none
   * @return the stream, to be joined to the turn before {@link #start}
   */
  static TurnStream open(
      RequestContext context,
      FollowableTurn turn,
      long lastSeenSequence,
      String serverTiming,
      HttpTimeouts timeouts,
      @Nullable LogTranslator translator) {
    EventStreamResponse.prepareHead(context.response(), turn.identity().turnId(), serverTiming);
    if (translator != null) {
      translator.prepareHead(context.response());
    }
    if (ServerTiming.acceptsTrailer(context)) {
      context.response().header("trailer", ServerTiming.HEADER);
    }
    return new TurnStream(context, turn, lastSeenSequence, timeouts, translator);
  }

  /** Writes the available events and follows the log. */
  void start() {
    if (!EventStreamResponse.onDisconnect(response, this::stop)) {
      return;
    }
    lastWriteNanos = loop.nanoTime();
    scheduleKeepAlive(timeouts.keepAliveInterval());
    writeEarlier();
    pump();
    if (!response.isHeadWritten()) {
      response.sendHead(); // A reader that has seen all events still needs its response head now.
    }
    response.onHalfClose(this::probeDisconnect);
  }

  /** Writes what a translator has of earlier turns. */
  private void writeEarlier() {
    byte[] earlier = translator == null ? new byte[0] : translator.take();
    if (earlier.length > 0) {
      response.write(earlier);
    }
  }

  private void probeDisconnect() {
    if (!stopped) {
      disconnectProbe =
          new DisconnectProbe(loop, timeouts.keepAliveInterval(), this::writeKeepAlive);
      disconnectProbe.start();
    }
  }

  @Override
  public void onPublished() {
    if (loop.isCurrent()) {
      onLogGrown();
    } else if (isWakeUpPending.compareAndSet(false, true)) {
      loop.execute(() -> {
        isWakeUpPending.set(false);
        onLogGrown();
      });
    }
  }

  /** Writes new events, or delays them to be merged. The end of the turn is never delayed. */
  private void onLogGrown() {
    long waitNanos = coalescingTimer == null ? coalescer.waitNanos(loop.nanoTime()) : 0;
    if (stopped || turn.log().view().ended() || (coalescingTimer == null && waitNanos == 0)) {
      pump();
    } else if (coalescingTimer == null) {
      coalescingTimer = loop.schedule(Duration.ofNanos(waitNanos), this::writeCoalesced);
    } else {
      coalescer.onMerged();
    }
  }

  private void writeCoalesced() {
    coalescingTimer = null;
    pump();
  }

  private void pump() {
    try {
      writeAvailable();
    } catch (RuntimeException | Error e) {
      stop();
      context.sendFailure(e);
    }
  }

  private void writeAvailable() {
    while (!stopped) {
      TurnLog.View view = turn.log().view();
      if (offset == UNKNOWN_OFFSET && !resolveOffset(view)) {
        return;
      }
      if (offset == view.length()) {
        if (view.ended()) {
          stop();
          writeTotalsTrailer(view);
          endAfterLast(view.lastSequence());
        } else if (translator != null && translator.isWaitingForClient()) {
          endBeforeTools(translator);
        }
        return;
      }
      if (!response.isWritable()) {
        awaitWritable();
        return;
      }
      int from = offset;
      if (translator != null) {
        offset = view.eventsEnd(from, MAX_WRITE_BYTES);
        writeTranslated(translator, view, from, offset);
        if (translator.isEndedByTools()) {
          endBeforeTools(translator);
        }
        continue;
      }
      offset = Math.min(view.length(), from + MAX_WRITE_BYTES);
      noteWrite();
      if (view.ended() && offset == view.length()) {
        stop();
        writeTotalsTrailer(view);
        end(concatenated(view.copy(from, offset), DONE_FRAME));
      } else {
        write(view, from, offset);
      }
    }
  }

  /** A range in several chunks is copied, which costs less than several writes to the socket. */
  private void write(TurnLog.View view, int from, int to) {
    int chunk = view.chunkAt(from);
    if (to <= view.chunkEnd(chunk)) {
      response.write(view.chunk(chunk), from - view.chunkStart(chunk), to - from);
    } else {
      response.write(view.copy(from, to));
    }
  }

  private void noteWrite() {
    lastWriteNanos = loop.nanoTime();
    coalescer.onWrite(lastWriteNanos);
  }

  private void writeTranslated(LogTranslator chunks, TurnLog.View view, int from, int to) {
    int index = view.chunkAt(from);
    int start = view.chunkStart(index);
    chunks.translate(view.chunk(index), from - start, to - start);
    byte[] bytes = chunks.take();
    if (bytes.length > 0) {
      noteWrite();
      response.write(bytes);
    }
  }

  private void endAfterLast(long lastSequence) {
    if (translator == null) {
      end(doneFrameWithId(lastSequence));
    } else if (translator.isBroken()) {
      response.close();
    } else {
      end(translator.lastFrame());
    }
  }

  /** The client sends the results in a new request, and only once it has the end of this one. */
  private void endBeforeTools(LogTranslator chunks) {
    new ToolResultWait(turn, loop).start();
    chunks.endBeforeTools();
    stop();
    end(concatenated(chunks.take(), chunks.lastFrame()));
  }

  /**
   * The end of a stream that has no event. An {@code EventSource} reconnects after it: only with an
   * id can it say that it has seen the end, and get the response that stops it.
   */
  private static byte[] doneFrameWithId(long lastSequence) {
    String frame = "id: " + lastSequence + "\n" + EventStreamResponse.DONE_FRAME;
    return frame.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concatenated(byte[] events, byte[] lastFrame) {
    byte[] frames = Arrays.copyOf(events, events.length + lastFrame.length);
    System.arraycopy(lastFrame, 0, frames, events.length, lastFrame.length);
    return frames;
  }

  private void writeTotalsTrailer(TurnLog.View ended) {
    if (ServerTiming.acceptsTrailer(context)) {
      ServerTiming.totals(ended).ifPresent(totals -> response.trailer(ServerTiming.HEADER, totals));
    }
  }

  /**
   * Resolves the reader's position. For a turn on another node, the local log may lag behind what
   * the reader has already seen.
   */
  private boolean resolveOffset(TurnLog.View view) {
    if (lastSeenSequence > view.lastSequence() && !view.ended()) {
      return false;
    }
    offset = view.offsetAfter(lastSeenSequence);
    if (translator != null) {
      skip(translator, view, offset);
    }
    return true;
  }

  /** Shows a translator what the reader has seen. */
  private static void skip(LogTranslator chunks, TurnLog.View view, int to) {
    int from = 0;
    while (from < to) {
      int index = view.chunkAt(from);
      int start = view.chunkStart(index);
      int end = Math.min(view.chunkEnd(index), to);
      chunks.skip(view.chunk(index), from - start, end - start);
      from = end;
    }
  }

  private void awaitWritable() {
    if (stallTimeout.isRunning()) {
      return;
    }
    stallTimeout.start();
    response.onWritable(() -> {
      if (!stopped) { // Otherwise the timeout limits how long the end may take.
        stallTimeout.stop();
        pump();
      }
    });
  }

  private void abort() {
    stop();
    response.abort();
  }

  /** Ends, and limits the time to flush the rest, because the turn no longer tracks the reader. */
  private void end(byte[] lastFrame) {
    stallTimeout.start();
    response.end(lastFrame, stallTimeout::stop);
  }

  private void scheduleKeepAlive(Duration delay) {
    keepAliveTimer = loop.schedule(delay, this::onKeepAliveTimer);
  }

  /** Writes a keep-alive comment between two events, only after a silence. */
  private void onKeepAliveTimer() {
    if (stopped) {
      return;
    }
    Duration silent = Duration.ofNanos(loop.nanoTime() - lastWriteNanos);
    if (silent.compareTo(timeouts.keepAliveInterval()) < 0) {
      scheduleKeepAlive(timeouts.keepAliveInterval().minus(silent));
      return;
    }
    writeKeepAlive();
    scheduleKeepAlive(timeouts.keepAliveInterval());
  }

  /** Writes a comment, unless data waits for the reader or the next bytes continue an event. */
  private void writeKeepAlive() {
    if (!stopped
        && !stallTimeout.isRunning()
        && (offset == UNKNOWN_OFFSET || offset == turn.log().view().length())) {
      response.write(KEEP_ALIVE_COMMENT);
      lastWriteNanos = loop.nanoTime();
    }
  }

  private void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    EventLoop.Timer.cancelIfSet(keepAliveTimer);
    stallTimeout.stop();
    if (disconnectProbe != null) {
      disconnectProbe.stop();
    }
    EventLoop.Timer.cancelIfSet(coalescingTimer);
    turn.unsubscribe(this);
  }
}
