package dev.firstword.relay.server;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request. The head leaves with the first write. Writes after the end or after
 * the client has disconnected are ignored. Confined to its connection's event loop.
 */
public abstract sealed class ServerResponse permits Http1Response, Http2Response {

  private static final byte[] EMPTY = new byte[0];

  private final HttpHeaders headers = new DefaultHttpHeaders();
  private @Nullable HttpHeaders trailers;
  private int status = 200;
  private Runnable beforeHead = ServerResponse::doNothing;
  private Runnable onClose = ServerResponse::doNothing;
  private Runnable onEnd = ServerResponse::doNothing;
  private Runnable onWritable = ServerResponse::doNothing;
  private Runnable onHalfClose = ServerResponse::doNothing;
  private boolean isStreamed;
  private boolean isHeadWritten;
  private boolean isEnded;
  private boolean isClosed;
  private boolean isContinuedAfterHalfClose;
  private boolean isHalfClosed;

  ServerResponse() {}

  public final ServerResponse status(int value) {
    status = value;
    return this;
  }

  /** Sets a header, in place of all values that it had. */
  public final ServerResponse header(String name, String value) {
    headers.set(name, value);
    return this;
  }

  public final boolean hasHeader(String name) {
    return headers.contains(name);
  }

  /** Sets a header that follows the body. Its name must be listed in the header {@code trailer}. */
  public final void trailer(String name, String value) {
    if (trailers == null) {
      trailers = new DefaultHttpHeaders();
    }
    trailers.set(name, value);
  }

  /** Runs an action right before the head is written; it may still set headers. */
  public final void beforeHead(Runnable action) {
    beforeHead = action;
  }

  /** Runs an action once if the client disconnects before the response has ended. */
  public final void onClose(Runnable action) {
    onClose = action;
  }

  /** Runs an action once when the response has ended or the client has disconnected. */
  public final void onEnd(Runnable action) {
    onEnd = action;
  }

  /** Runs an action once when {@link #isWritable} has become true. Replaces an earlier action. */
  public final void onWritable(Runnable action) {
    onWritable = action;
  }

  /**
   * Continues after the client has closed its side of the connection, which otherwise counts as a
   * disconnect. The client may still read (RFC 9112, section 9.6), or it may have left. Only a
   * write shows which: one that has left answers with a reset.
   */
  public final void continueAfterHalfClose() {
    isContinuedAfterHalfClose = true;
  }

  /**
   * Runs an action once if the client closes its side before the response has ended; at once if it
   * already has.
   */
  public final void onHalfClose(Runnable action) {
    if (isHalfClosed) {
      action.run();
    } else {
      onHalfClose = action;
    }
  }

  public final boolean isHeadWritten() {
    return isHeadWritten;
  }

  public final boolean isEnded() {
    return isEnded;
  }

  /** Returns whether the client disconnected before the response had ended. */
  public final boolean isClosed() {
    return isClosed;
  }

  /** Returns whether the client takes data as fast as it is written. */
  public abstract boolean isWritable();

  /** Sends the body in parts, with an open length, even if the first part is the last. */
  public final ServerResponse stream() {
    isStreamed = true;
    return this;
  }

  /** Sends the head now. */
  public final void sendHead() {
    if (isOpen()) {
      startHead(false);
      flush();
    }
  }

  /** Sends bytes of the body now. */
  public final void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /** Sends bytes of the body now. The array may be reused afterwards. */
  public final void write(byte[] bytes, int from, int length) {
    if (length > 0 && isOpen()) {
      startHead(false);
      writeBody(bytes, from, length);
    }
  }

  /** Sends the end. */
  public final void end() {
    end(EMPTY, ServerResponse::doNothing);
  }

  /** Sends the last bytes of the body, or all of them with a {@code content-length}. */
  public final void end(byte[] bytes) {
    end(bytes, ServerResponse::doNothing);
  }

  /**
   * Sends the last bytes of the body.
   *
   * @param onFlushed run once the socket has taken all of the response, or has failed to
   */
  public final void end(byte[] bytes, Runnable onFlushed) {
    if (!isOpen()) {
      onFlushed.run();
      return;
    }
    boolean isWhole = !isHeadWritten && !isStreamed;
    startHead(isWhole);
    isEnded = true;
    writeEnd(bytes, isWhole, onFlushed);
    Runnable action = onEnd;
    onEnd = ServerResponse::doNothing;
    action.run();
  }

  /**
   * Closes the connection after this response; on HTTP/2, only the stream ends. What the client
   * still sends is discarded for two seconds, since an immediate close could discard the response
   * before the client reads it.
   */
  public abstract void closeAfterEnd();

  /** Closes the connection now; on HTTP/2, resets the stream with an internal error. */
  public abstract void close();

  /**
   * Discards everything that is still unsent and resets the connection, or the HTTP/2 stream.
   *
   * @param http2Error the error code on HTTP/2 (RFC 9113, section 7)
   */
  public abstract void reset(long http2Error);

  /** Discards everything that is still unsent and resets the connection, or the HTTP/2 stream. */
  public final void abort() {
    reset(Http2Response.CANCEL);
  }

  abstract void writeContinue();

  /** Writes the head, without a flush. */
  abstract void writeHead(int code, HttpHeaders fields, boolean isComplete);

  /** Writes a part of the body, and flushes. */
  abstract void writeBody(byte[] bytes, int from, int length);

  /**
   * Writes the end, and flushes.
   *
   * @param isWhole whether these are all bytes of the body
   */
  abstract void writeEnd(byte[] bytes, boolean isWhole, Runnable onFlushed);

  abstract void flush();

  final HttpHeaders headers() {
    return headers;
  }

  final int status() {
    return status;
  }

  final @Nullable HttpHeaders trailers() {
    return trailers;
  }

  final boolean hasContentLength() {
    return headers.contains(HttpHeaderNames.CONTENT_LENGTH);
  }

  private static void doNothing() {}

  private boolean isOpen() {
    return !isEnded && !isClosed;
  }

  private void startHead(boolean isComplete) {
    if (!isHeadWritten) {
      isHeadWritten = true;
      beforeHead.run();
      writeHead(status, headers, isComplete);
    }
  }

  final void notifyWritable() {
    Runnable action = onWritable;
    onWritable = ServerResponse::doNothing;
    action.run();
  }

  final boolean isContinuedAfterHalfClose() {
    return isContinuedAfterHalfClose;
  }

  /** The client has closed its side of the connection. */
  final void notifyHalfClosed() {
    if (isEnded || isClosed || isHalfClosed) {
      return;
    }
    isHalfClosed = true;
    Runnable action = onHalfClose;
    onHalfClose = ServerResponse::doNothing;
    action.run();
  }

  /** The connection or stream is closed. */
  final void notifyClosed() {
    if (isEnded || isClosed) {
      return;
    }
    isClosed = true;
    Runnable closeAction = onClose;
    Runnable endAction = onEnd;
    onClose = ServerResponse::doNothing;
    onEnd = ServerResponse::doNothing;
    onWritable = ServerResponse::doNothing;
    onHalfClose = ServerResponse::doNothing;
    closeAction.run();
    endAction.run();
  }
}
