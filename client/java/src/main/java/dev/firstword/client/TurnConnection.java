package dev.firstword.client;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One request for the events of a turn, and its response. Everything runs on the reader's executor,
 * except {@link #close}, which any thread may call.
 */
final class TurnConnection implements Flow.Subscriber<List<ByteBuffer>> {

  /** What happens on a connection. After {@code ended} and {@code lost}, nothing more does. */
  interface Listener {

    /** The server sends events from now on. A header may name the turn before its first event. */
    void opened(@Nullable String turnId);

    void received(List<EventStreamDecoder.Item> items);

    /** There is nothing after the last event seen. */
    void ended();

    void lost(FirstwordException failure);
  }

  /** How long the rest of an ended stream may take, so that its connection can be used again. */
  private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(2);

  private final ClientSettings settings;
  private final Executor serial;
  private final Listener listener;
  private final EventStreamDecoder decoder = new EventStreamDecoder();
  private final CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sent;
  private volatile Timer timer;
  private boolean awaitingBytes;
  private boolean finishing;

  /** Collects a response that is not a stream. */
  private @Nullable BodySubscriber<byte[]> content;

  private volatile Flow.@Nullable Subscription body;
  private volatile boolean closed;

  /** Sends the request. */
  TurnConnection(ClientSettings settings, HttpRequest request, Executor serial, Listener listener) {
    this.settings = settings;
    this.serial = serial;
    this.listener = listener;
    this.timer = timer(settings.responseTimeout());
    this.sent = settings.http().sendAsync(request, BodyHandlers.ofPublisher());
  }

  /** Starts to report what happens. */
  void open() {
    CompletableFuture<?> unused =
        sent.whenComplete((response, failure) -> run(() -> onResponse(response, failure)));
  }

  private void run(Runnable task) {
    serial.execute(() -> {
      if (!closed) {
        task.run();
      }
    });
  }

  private Timer timer(Duration timeout) {
    return Timer.after(
        timeout,
        () ->
            run(() ->
                lose(
                    FirstwordException.connectionFailed(
                        "Nothing arrived for " + timeout + ".", null))));
  }

  private void onResponse(
      @Nullable HttpResponse<Flow.Publisher<List<ByteBuffer>>> response,
      @Nullable Throwable failure) {
    if (response == null) {
      lose(Transport.unreachable(failure == null ? new IllegalStateException() : failure));
      return;
    }
    int status = response.statusCode();
    String type = response.headers().firstValue("content-type").orElse("");
    if (status == 200 && type.startsWith("text/event-stream")) {
      listener.opened(response.headers().firstValue("turn-id").orElse(null));
      response.body().subscribe(this);
      return;
    }
    BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    content = whole;
    response.body().subscribe(this);
    CompletableFuture<?> unused =
        whole
            .getBody()
            .toCompletableFuture()
            .whenComplete((bytes, lost) -> run(() -> onContent(response, bytes, lost)));
  }

  /** Handles a response that is not a stream, with its whole content. */
  private void onContent(
      HttpResponse<?> response, byte @Nullable [] bytes, @Nullable Throwable lost) {
    int status = response.statusCode();
    if (bytes == null) {
      lose(Transport.unreachable(lost == null ? new IllegalStateException() : lost));
    } else if (status == 204) {
      close();
      listener.ended();
    } else if (status < 300) {
      lose(FirstwordException.malformed("The response is not an event stream.", null));
    } else {
      lose(Problems.read(status, response.headers(), bytes));
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    body = subscription;
    if (closed) {
      subscription.cancel();
    } else if (content != null) {
      content.onSubscribe(subscription);
    } else {
      timer.cancel();
      run(() -> listener.received(List.of()));
    }
  }

  /** Reads the next bytes, unless that is under way. Without this, the server is not read. */
  void readMore() {
    Flow.Subscription subscription = body;
    if (closed || finishing || awaitingBytes || subscription == null) {
      return;
    }
    awaitingBytes = true;
    timer = timer(settings.idleTimeout());
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    if (content != null) {
      content.onNext(bytes);
      return;
    }
    run(() -> {
      if (finishing) {
        return;
      }
      timer.cancel();
      awaitingBytes = false;
      listener.received(decoder.decode(bytes));
    });
  }

  @Override
  public void onError(Throwable failure) {
    if (content != null) {
      content.onError(failure);
      return;
    }
    run(() -> lose(Transport.unreachable(failure)));
  }

  @Override
  public void onComplete() {
    if (content != null) {
      content.onComplete();
      return;
    }
    run(() -> lose(FirstwordException.connectionFailed("The stream ended before its turn.", null)));
  }

  private void lose(FirstwordException failure) {
    boolean finished = finishing;
    close();
    if (!finished) {
      listener.lost(failure);
    }
  }

  /** Reads the rest of a stream whose last event has arrived, and reports nothing more. */
  void finish() {
    Flow.Subscription subscription = body;
    if (finishing || closed || subscription == null) {
      return;
    }
    finishing = true;
    timer.cancel();
    timer = timer(FINISH_TIMEOUT);
    subscription.request(Long.MAX_VALUE);
  }

  /** Closes the connection. */
  void close() {
    closed = true;
    timer.cancel();
    Flow.Subscription subscription = body;
    if (subscription != null) {
      subscription.cancel();
    }
    sent.cancel(true);
    // A response that arrived at this moment is released by its subscriber.
    CompletableFuture<?> unused =
        sent.thenAccept(response -> {
          if (body == null) {
            response.body().subscribe(this);
          }
        });
  }
}
