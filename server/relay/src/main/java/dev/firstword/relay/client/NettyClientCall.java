package dev.firstword.relay.client;

import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.client.ProviderFailure.Silent;
import dev.firstword.relay.client.ProviderFailure.Unreachable;
import dev.firstword.relay.loop.EventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response over a connection from the event loop's pool.
 *
 * <p>If the peer closes a pooled connection just as the request is sent, the provider has not
 * failed. Unless a response has started, the request is sent once more over a new connection.
 */
final class NettyClientCall implements ClientCall, ConnectionPool.Waiter, ClientExchange.Listener {

  private enum State {
    WAITING,
    SENDING,
    RECEIVING,
    DRAINING,
    ENDED
  }

  /** How long the rest of a response may take once the listener needs no more. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

  /**
   * A stale connection shows within one round trip of writing to it. If the connection closes
   * later, the request may have been read, and sending it again could pay for the same answer
   * twice.
   */
  private static final Duration STALE_CONNECTION_WINDOW = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final TransportSettings settings;
  private final ConnectionPool pool;
  private final byte[] readBuffer;
  private final OutgoingRequest outgoing;
  private final ResponseListener listener;

  private State state = State.WAITING;
  private boolean isStarting = true;
  private @Nullable PooledConnection connection;
  private @Nullable ClientExchange exchange;
  private boolean wasConnectionPooled;
  private boolean isRetry;
  private boolean isConnectionReusable = true;
  private long acquireStartNanos;
  private long sentNanos;
  private long lastReceivedNanos;
  private EventLoop.@Nullable Timer timer;

  /**
   * Creates a call that has not started.
   *
   * @param readBuffer the event loop's buffer for chunks being delivered
   */
  NettyClientCall(
      EventLoop loop,
      TransportSettings settings,
      ConnectionPool pool,
      byte[] readBuffer,
      OutgoingRequest call,
      ResponseListener listener) {
    this.loop = loop;
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
    lastReceivedNanos = sentNanos;
    pool.recordWait(acquired, Duration.ofNanos(sentNanos - acquireStartNanos));
    setTimer(settings.idleTimeout(), this::checkIdleTimeout);
    exchange = acquired.send(outgoing, this);
  }

  @Override
  public void onHead(HttpResponse head) {
    if (state != State.SENDING) {
      return;
    }
    state = State.RECEIVING;
    lastReceivedNanos = System.nanoTime();
    isConnectionReusable =
        head.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0
            && !head.headers()
                .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    notifyListener(() -> listener.onHead(head.status().code(), head.headers()::get));
  }

  @Override
  public void onContent(ByteBuf content) {
    lastReceivedNanos = System.nanoTime();
    int end = content.writerIndex();
    for (int from = content.readerIndex();
        state == State.RECEIVING && from < end;
        from += readBuffer.length) {
      int size = Math.min(readBuffer.length, end - from);
      content.getBytes(from, readBuffer, 0, size);
      try {
        listener.onBytes(readBuffer, 0, size);
      } catch (RuntimeException | Error failure) {
        cancel();
        throw failure;
      }
    }
  }

  @Override
  public void onReadComplete() {
    if (state == State.RECEIVING) {
      notifyListener(listener::onReadComplete);
    }
  }

  /** If the listener throws, nothing else would end the call. */
  private void notifyListener(Runnable notification) {
    try {
      notification.run();
    } catch (RuntimeException | Error failure) {
      cancel();
      throw failure;
    }
  }

  @Override
  public void onEnd() {
    if (state == State.RECEIVING) {
      complete();
      listener.onEnd();
    } else if (state == State.DRAINING) {
      complete();
    } else if (state == State.SENDING) {
      onFailure(ClientExchange.Failure.MALFORMED); // An end without a head.
    }
  }

  @Override
  public void onFailure(ClientExchange.Failure failure) {
    switch (state) {
      case WAITING, ENDED -> {}
      case SENDING -> {
        if (canRetry(failure)) {
          isRetry = true;
          abandonConnection();
          pool.closeIdle();
          acquireConnection();
        } else {
          fail(
              failure == ClientExchange.Failure.MALFORMED
                  ? new Malformed("the response is not valid HTTP")
                  : new Unreachable("the connection was closed before the response began"));
        }
      }
      case RECEIVING ->
          fail(
              failure == ClientExchange.Failure.MALFORMED
                  ? new Malformed("the response is not valid HTTP")
                  : new Cut("the connection was closed before the response was complete"));
      case DRAINING -> abort();
    }
  }

  private boolean canRetry(ClientExchange.Failure failure) {
    if (isRetry) {
      return false;
    }
    return switch (failure) {
      case REFUSED -> true;
      case DISCONNECTED ->
          wasConnectionPooled && System.nanoTime() - sentNanos < STALE_CONNECTION_WINDOW.toNanos();
      case MALFORMED -> false;
    };
  }

  @Override
  public void onConnectionFailure(ProviderFailure failure) {
    if (isStarting) {
      loop.execute(() -> fail(failure));
    } else {
      fail(failure);
    }
  }

  private void onAcquireTimeout() {
    pool.removeWaiter(this);
    fail(new Unreachable("no connection within " + settings.acquireTimeout().toMillis() + " ms"));
  }

  private void checkIdleTimeout() {
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
    EventLoop.Timer.cancelIfSet(timer);
    abandonConnection();
  }

  private void abandonConnection() {
    PooledConnection used = connection;
    ClientExchange started = exchange;
    connection = null;
    exchange = null;
    if (started != null) {
      started.abort();
    }
    if (used == null) {
      return;
    }
    if (used.isMultiplexed()) {
      pool.release(used);
    } else {
      pool.discard(used);
    }
  }

  /** Ends with a complete response. */
  private void complete() {
    boolean isReusable = isConnectionReusable && exchange != null && exchange.isRequestWritten();
    if (!isReusable) {
      abort();
      return;
    }
    state = State.ENDED;
    EventLoop.Timer.cancelIfSet(timer);
    PooledConnection used = connection;
    connection = null;
    exchange = null;
    if (used != null) {
      // The connection is still processing the end of this response.
      loop.execute(() -> pool.release(used));
    }
  }

  private void setTimer(Duration delay, Runnable task) {
    EventLoop.Timer.cancelIfSet(timer);
    timer = loop.schedule(delay, task);
  }
}
