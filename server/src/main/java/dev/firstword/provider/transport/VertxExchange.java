package dev.firstword.provider.transport;

import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ProviderFailure.Cut;
import dev.firstword.provider.ProviderFailure.Malformed;
import dev.firstword.provider.ProviderFailure.Silent;
import dev.firstword.provider.ProviderFailure.Unreachable;
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
 * One request and its response over a connection of the loop's pool.
 *
 * <p>A pooled connection that the peer closes just as the request goes out is no failure of the
 * provider: where no response has begun, the request is sent once more over a new connection.
 */
final class VertxExchange implements Exchange, ConnectionPool.Waiter {

  private enum State {
    WAITING,
    SENDING,
    RECEIVING,
    DRAINING,
    ENDED
  }

  private static final long HTTP2_CANCEL = 0x8;
  private static final long HTTP2_REFUSED_STREAM = 0x7;

  /** How long the rest of a response may take once the receiver has all that it needs. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);

  /**
   * A stale connection shows within a round trip of writing to it. Closed later, the request had
   * been read, and sending it again could buy the same answer twice.
   */
  private static final Duration STALE_LIMIT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final ContextInternal context;
  private final TransportSettings settings;
  private final ConnectionPool pool;
  private final byte[] readBuffer;
  private final OutgoingCall call;
  private final Receiver receiver;

  private State state = State.WAITING;
  private boolean starting = true;
  private @Nullable PooledConnection connection;
  private @Nullable HttpClientRequest request;
  private @Nullable Future<Void> written;
  private boolean connectionHadWaited;
  private int attempt;
  private boolean keepsConnection = true;
  private @Nullable ResponseBody body;
  private long askedNanos;
  private long sentNanos;
  private long timer = -1;

  VertxExchange(
      Vertx vertx,
      ContextInternal context,
      TransportSettings settings,
      ConnectionPool pool,
      byte[] readBuffer,
      OutgoingCall call,
      Receiver receiver) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.pool = pool;
    this.readBuffer = readBuffer;
    this.call = call;
    this.receiver = receiver;
  }

  void start() {
    awaitConnection();
    starting = false;
  }

  private void awaitConnection() {
    state = State.WAITING;
    attempt++;
    askedNanos = System.nanoTime();
    pool.acquire(this);
    if (state == State.WAITING) {
      setTimer(settings.connectionWait(), this::onNoConnectionInTime);
    }
  }

  @Override
  public void onConnection(PooledConnection given) {
    state = State.SENDING;
    connection = given;
    connectionHadWaited = given.hasWaited;
    sentNanos = System.nanoTime();
    pool.waited(given, Duration.ofNanos(sentNanos - askedNanos));
    setTimer(settings.silence(), this::onSilenceDue);
    int now = attempt;
    given
        .connection
        .request(options())
        .onComplete(this::send, failure -> onException(now, failure));
  }

  private RequestOptions options() {
    URI uri = call.uri();
    String path = uri.getRawQuery() == null ? path(uri) : path(uri) + "?" + uri.getRawQuery();
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setURI(path);
    call.headers().forEach(options::putHeader);
    return options;
  }

  private static String path(URI uri) {
    return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }

  private void send(HttpClientRequest ready) {
    if (state != State.SENDING) {
      // Cancelled meanwhile; nothing was written, so that the connection stays whole.
      ready.reset(HTTP2_CANCEL);
      return;
    }
    request = ready;
    int now = attempt;
    ready.exceptionHandler(failure -> {
      // The response's future fails with the same.
    });
    ready.response().onComplete(this::onHead, failure -> onException(now, failure));
    written = ready.end(Buffer.buffer(call.body()));
  }

  private void onHead(HttpClientResponse response) {
    if (state != State.SENDING) {
      return;
    }
    state = State.RECEIVING;
    keepsConnection =
        response.version() != HttpVersion.HTTP_1_0
            && !"close".equalsIgnoreCase(response.getHeader("connection"));
    BodyReader reader = connection == null ? null : connection.bodies;
    body = new ResponseBody(context, readBuffer, receiver, this::cancel, reader);
    body.follow(response);
    response.endHandler(end -> onResponseEnd());
    int now = attempt;
    response.exceptionHandler(failure -> onException(now, failure));
    try {
      // A receiver that throws has lost its exchange: nobody else would end it.
      receiver.onHead(response.statusCode(), response::getHeader);
    } catch (RuntimeException | Error failure) {
      cancel();
      throw failure;
    }
  }

  private void onResponseEnd() {
    if (state == State.RECEIVING) {
      end();
      receiver.onEnd();
    } else if (state == State.DRAINING) {
      end();
    }
  }

  private void onException(int failedAttempt, Throwable cause) {
    if (failedAttempt != attempt) {
      // The last word of a request that has been sent again.
      return;
    }
    switch (state) {
      case WAITING, ENDED -> {}
      case SENDING -> {
        if (maySendAgain(cause)) {
          giveUpConnection();
          pool.closeIdle();
          awaitConnection();
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
      case DRAINING -> giveUp();
    }
  }

  private boolean maySendAgain(Throwable cause) {
    if (attempt > 1) {
      return false;
    }
    if (cause instanceof StreamResetException reset) {
      // The peer says that it has not looked at the request (RFC 9113, section 8.7).
      return reset.getCode() == HTTP2_REFUSED_STREAM;
    }
    return connectionHadWaited
        && isDisconnect(cause)
        && System.nanoTime() - sentNanos < STALE_LIMIT.toNanos();
  }

  private static boolean isDisconnect(Throwable cause) {
    return cause instanceof HttpClosedException
        || cause instanceof StreamResetException
        || cause instanceof IOException;
  }

  @Override
  public void onNoConnection(ProviderFailure failure) {
    if (starting) {
      context.runOnContext(later -> fail(failure));
    } else {
      fail(failure);
    }
  }

  private void onNoConnectionInTime() {
    pool.forget(this);
    fail(new Unreachable("no connection within " + settings.connectionWait().toMillis() + " ms"));
  }

  private void onSilenceDue() {
    long heardNanos = body == null ? sentNanos : body.lastHeardNanos();
    long silentNanos = System.nanoTime() - heardNanos;
    long left = settings.silence().toNanos() - silentNanos;
    if (left > 0) {
      setTimer(Duration.ofNanos(left), this::onSilenceDue);
    } else {
      Duration waited = Duration.ofNanos(silentNanos);
      fail(new Silent(waited, "not a byte came for " + waited.toMillis() + " ms"));
    }
  }

  @Override
  public void cancel() {
    switch (state) {
      case WAITING -> {
        pool.forget(this);
        giveUp();
      }
      case SENDING, RECEIVING, DRAINING -> giveUp();
      case ENDED -> {}
    }
  }

  @Override
  public void finish() {
    switch (state) {
      case RECEIVING -> {
        state = State.DRAINING;
        closeBody();
        setTimer(DRAIN_LIMIT, this::giveUp);
      }
      case WAITING, SENDING -> cancel();
      case DRAINING, ENDED -> {}
    }
  }

  private void fail(ProviderFailure failure) {
    if (state == State.ENDED) {
      return;
    }
    giveUp();
    receiver.onFailure(failure);
  }

  /** Ends without a complete response. */
  private void giveUp() {
    state = State.ENDED;
    closeBody();
    cancelTimer();
    giveUpConnection();
  }

  private void giveUpConnection() {
    PooledConnection given = connection;
    HttpClientRequest sent = request;
    connection = null;
    request = null;
    if (sent != null) {
      sent.reset(HTTP2_CANCEL);
    }
    if (given == null) {
      return;
    }
    if (given.isMultiplexed() || sent == null) {
      pool.release(given);
    } else {
      pool.discard(given);
    }
  }

  /** Ends with a complete response. */
  private void end() {
    boolean whole = keepsConnection && written != null && written.isComplete();
    if (!whole) {
      giveUp();
      return;
    }
    state = State.ENDED;
    closeBody();
    cancelTimer();
    PooledConnection given = connection;
    connection = null;
    request = null;
    if (given != null) {
      // The connection is still busy with this response's end.
      context.runOnContext(later -> pool.release(given));
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
