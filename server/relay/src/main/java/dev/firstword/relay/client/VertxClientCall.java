package dev.firstword.relay.client;

import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Silent;
import dev.firstword.relay.client.ProviderFailure.Unreachable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response over a connection from the event loop's pool.
 *
 * <p>If the peer closes a pooled connection just as the request is sent, the provider has not
 * failed: unless a response has started, the request is sent once more over a new connection.
 */
final class VertxClientCall implements ClientCall, ConnectionPool.Waiter {

  private enum State {
    WAITING,
    SENDING,
    RECEIVING,
    DRAINING,
    ENDED
  }

  private static final long HTTP2_CANCEL = 0x8;
  private static final long HTTP2_REFUSED_STREAM = 0x7;

  /** How long the rest of a response may take once the listener needs no more. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

  /**
   * A stale connection shows within one round trip of writing to it. If the connection closes
   * later, the request may have been read, and sending it again could pay for the same answer
   * twice.
   */
  private static final Duration STALE_CONNECTION_WINDOW = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final ContextInternal context;
  private final TransportSettings settings;
  private final ConnectionPool pool;
  private final byte[] readBuffer;
  private final OutgoingRequest outgoing;
  private final ResponseListener listener;

  private State state = State.WAITING;
  private boolean isStarting = true;
  private @Nullable PooledConnection connection;
  private @Nullable HttpClientRequest request;
  private @Nullable Future<Void> requestWritten;
  private boolean wasConnectionPooled;
  private int attempt;
  private boolean isConnectionReusable = true;
  private @Nullable ResponseBody body;
  private long acquireStartNanos;
  private long sentNanos;
  private long timer = -1;

  VertxClientCall(
      Vertx vertx,
      ContextInternal context,
      TransportSettings settings,
      ConnectionPool pool,
      byte[] readBuffer,
      OutgoingRequest call,
      ResponseListener listener) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.pool = pool;
    this.readBuffer = readBuffer;
    this.outgoing = call;
    this.listener = listener;
  }

  void start() {
    acquireConnection();
    isStarting = false;
  }

  private void acquireConnection() {
    state = State.WAITING;
    attempt++;
    acquireStartNanos = System.nanoTime();
    pool.acquire(this);
    if (state == State.WAITING) {
      setTimer(settings.acquireTimeout(), this::onAcquireTimeout);
    }
  }

  @Override
  public void onConnection(PooledConnection acquired) {
    state = State.SENDING;
    connection = acquired;
    wasConnectionPooled = acquired.hasBeenPooled;
    sentNanos = System.nanoTime();
    pool.recordWait(acquired, Duration.ofNanos(sentNanos - acquireStartNanos));
    setTimer(settings.idleTimeout(), this::checkIdleTimeout);
    int currentAttempt = attempt;
    acquired
        .connection
        .request(requestOptions())
        .onComplete(this::send, failure -> onException(currentAttempt, failure));
  }

  private RequestOptions requestOptions() {
    URI uri = outgoing.uri();
    String path = uri.getRawQuery() == null ? path(uri) : path(uri) + "?" + uri.getRawQuery();
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setURI(path);
    outgoing.headers().forEach(options::putHeader);
    return options;
  }

  private static String path(URI uri) {
    return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }

  private void send(HttpClientRequest ready) {
    if (state != State.SENDING) {
      // Cancelled in the meantime; nothing was written, so the connection stays intact.
      ready.reset(HTTP2_CANCEL);
      return;
    }
    request = ready;
    int currentAttempt = attempt;
    ready.exceptionHandler(failure -> {
      // The response's future fails with the same exception.
    });
    ready.response().onComplete(this::onHead, failure -> onException(currentAttempt, failure));
    requestWritten = ready.end(Buffer.buffer(outgoing.body()));
  }

  private void onHead(HttpClientResponse response) {
    if (state != State.SENDING) {
      return;
    }
    state = State.RECEIVING;
    isConnectionReusable =
        response.version() != HttpVersion.HTTP_1_0
            && !"close".equalsIgnoreCase(response.getHeader("connection"));
    DirectBodyHandler reader = connection == null ? null : connection.bodyHandler;
    body = new ResponseBody(context, readBuffer, listener, this::cancel, reader);
    body.start(response);
    response.endHandler(end -> onResponseEnd());
    int currentAttempt = attempt;
    response.exceptionHandler(failure -> onException(currentAttempt, failure));
    try {
      // If the listener throws, nothing else would end the call.
      listener.onHead(response.statusCode(), response::getHeader);
    } catch (RuntimeException | Error failure) {
      cancel();
      throw failure;
    }
  }

  private void onResponseEnd() {
    if (state == State.RECEIVING) {
      complete();
      listener.onEnd();
    } else if (state == State.DRAINING) {
      complete();
    }
  }

  private void onException(int failedAttempt, Throwable cause) {
    if (failedAttempt != attempt) {
      // A late failure of a request that has been retried.
      return;
    }
    switch (state) {
      case WAITING, ENDED -> {}
      case SENDING -> {
        if (canRetry(cause)) {
          abandonConnection();
          pool.closeIdle();
          acquireConnection();
        } else {
          fail(
              isDisconnect(cause)
                  ? new Unreachable("the connection was closed before the response began")
                  : new Malformed("the response is not valid HTTP"));
        }
      }
      case RECEIVING ->
          fail(
              isDisconnect(cause)
                  ? new Cut("the connection was closed before the response was complete")
                  : new Malformed("the response is not valid HTTP"));
      case DRAINING -> abort();
    }
  }

  private boolean canRetry(Throwable cause) {
    if (attempt > 1) {
      return false;
    }
    if (cause instanceof StreamResetException reset) {
      // The peer guarantees that it has not processed the request (RFC 9113, section 8.7).
      return reset.getCode() == HTTP2_REFUSED_STREAM;
    }
    return wasConnectionPooled
        && isDisconnect(cause)
        && System.nanoTime() - sentNanos < STALE_CONNECTION_WINDOW.toNanos();
  }

  private static boolean isDisconnect(Throwable cause) {
    return cause instanceof HttpClosedException
        || cause instanceof StreamResetException
        || cause instanceof IOException;
  }

  @Override
  public void onConnectionFailure(ProviderFailure failure) {
    if (isStarting) {
      context.runOnContext(later -> fail(failure));
    } else {
      fail(failure);
    }
  }

  private void onAcquireTimeout() {
    pool.removeWaiter(this);
    fail(new Unreachable("no connection within " + settings.acquireTimeout().toMillis() + " ms"));
  }

  private void checkIdleTimeout() {
    long lastReceivedNanos = body == null ? sentNanos : body.lastReceivedNanos();
    long idleNanos = System.nanoTime() - lastReceivedNanos;
    long remainingNanos = settings.idleTimeout().toNanos() - idleNanos;
    if (remainingNanos > 0) {
      setTimer(Duration.ofNanos(remainingNanos), this::checkIdleTimeout);
    } else {
      Duration idle = Duration.ofNanos(idleNanos);
      fail(new Silent(idle, "no data received for " + idle.toMillis() + " ms"));
    }
  }

  @Override
  public void cancel() {
    switch (state) {
      case WAITING -> {
        pool.removeWaiter(this);
        abort();
      }
      case SENDING, RECEIVING, DRAINING -> abort();
      case ENDED -> {}
    }
  }

  @Override
  public void finish() {
    switch (state) {
      case RECEIVING -> {
        state = State.DRAINING;
        closeBody();
        setTimer(DRAIN_TIMEOUT, this::abort);
      }
      case WAITING, SENDING -> cancel();
      case DRAINING, ENDED -> {}
    }
  }

  private void fail(ProviderFailure failure) {
    if (state == State.ENDED) {
      return;
    }
    abort();
    listener.onFailure(failure);
  }

  /** Ends without a complete response. */
  private void abort() {
    state = State.ENDED;
    closeBody();
    cancelTimer();
    abandonConnection();
  }

  private void abandonConnection() {
    PooledConnection used = connection;
    HttpClientRequest started = request;
    connection = null;
    request = null;
    if (started != null) {
      started.reset(HTTP2_CANCEL);
    }
    if (used == null) {
      return;
    }
    if (used.isMultiplexed() || started == null) {
      pool.release(used);
    } else {
      pool.discard(used);
    }
  }

  /** Ends with a complete response. */
  private void complete() {
    boolean isReusable =
        isConnectionReusable && requestWritten != null && requestWritten.isComplete();
    if (!isReusable) {
      abort();
      return;
    }
    state = State.ENDED;
    closeBody();
    cancelTimer();
    PooledConnection used = connection;
    connection = null;
    request = null;
    if (used != null) {
      // The connection is still processing the end of this response.
      context.runOnContext(later -> pool.release(used));
    }
  }

  private void closeBody() {
    if (body != null) {
      body.close();
    }
  }

  private void setTimer(Duration delay, Runnable task) {
    cancelTimer();
    long milliseconds = Math.max(1, delay.plusNanos(999_999).toMillis());
    timer = vertx.setTimer(milliseconds, due -> task.run());
  }

  private void cancelTimer() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
