package dev.firstword.spring;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Writes a response of the server to the page, chunk by chunk, and reads no faster than the page
 * does. No thread waits: the container says when it can write, and the HTTP client when there is
 * something to write.
 */
final class RelayedResponse implements Flow.Subscriber<List<ByteBuffer>> {

  private static final Log LOG = LogFactory.getLog(RelayedResponse.class);

  private static final List<String> RESPONSE_HEADERS =
      List.of(
          "Content-Type",
          "Content-Disposition",
          "Content-Security-Policy",
          "Cross-Origin-Resource-Policy",
          "X-Content-Type-Options",
          "Cache-Control",
          "X-Accel-Buffering",
          "Turn-Id",
          "Server-Timing",
          "Retry-After",
          "Idempotency-Replayed",
          "x-vercel-ai-ui-message-stream");

  private final AsyncContext async;
  private final HttpServletResponse response;
  private final String route;
  private final RelayTimer timer;
  private final long startedNanos = System.nanoTime();
  private final Queue<byte[]> chunks = new ArrayDeque<>();
  private @Nullable CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sent;
  private @Nullable HttpResponse<?> head;
  private @Nullable PageProblem problem;
  private Flow.@Nullable Subscription body;
  private @Nullable ServletOutputStream out;

  /** The container writes headers of its own until the request has returned to it. */
  private boolean writable;

  private boolean headWritten;
  private boolean flushDue;
  private boolean requested;
  private boolean complete;
  private boolean ended;
  private long headNanos;

  RelayedResponse(
      AsyncContext async, HttpServletResponse response, String route, RelayTimer timer) {
    this.async = async;
    this.response = response;
    this.route = route;
    this.timer = timer;
  }

  /** Sends the request. Called by the thread of the page's request. */
  void start(HttpClient http, HttpRequest request) throws IOException {
    Page page = new Page();
    async.addListener(page);
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> sending =
        http.sendAsync(request, BodyHandlers.ofPublisher());
    synchronized (this) {
      sent = sending;
      out = response.getOutputStream();
      out.setWriteListener(page);
    }
    CompletableFuture<?> unused = sending.whenComplete(this::onResponse);
  }

  private synchronized void onResponse(
      @Nullable HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer,
      @Nullable Throwable failure) {
    if (ended) {
      return; // Cancelled, because the page has gone.
    }
    if (answer == null) {
      LOG.warn("The server cannot be reached: " + failure);
      fail(PageProblem.UNREACHABLE);
      return;
    }
    if (answer.statusCode() == 401) {
      // The page's user is signed in. It is the key of the application that is wrong.
      LOG.warn("The server does not accept firstword.key, or it needs one.");
      fail(PageProblem.KEY_REFUSED);
    } else {
      head = answer;
    }
    answer.body().subscribe(this);
  }

  private void fail(PageProblem cause) {
    problem = cause;
    chunks.clear();
    chunks.add(cause.body());
    complete = true;
    write();
  }

  @Override
  public synchronized void onSubscribe(Flow.Subscription subscription) {
    body = subscription;
    if (ended || complete) {
      subscription.cancel();
    } else {
      write();
    }
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> arrived) {
    requested = false;
    for (ByteBuffer buffer : arrived) {
      byte[] chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      chunks.add(chunk);
    }
    write();
  }

  @Override
  public synchronized void onError(Throwable failure) {
    // What has arrived is written. The page sees a broken stream, and follows the turn again.
    complete = true;
    write();
  }

  @Override
  public synchronized void onComplete() {
    complete = true;
    write();
  }

  /** Writes what there is, for as long as the container takes it. Then reads on. */
  private void write() {
    ServletOutputStream stream = out;
    if (ended || !writable || stream == null || (head == null && problem == null)) {
      return;
    }
    try {
      writeHead();
      while (stream.isReady()) {
        byte[] chunk = chunks.poll();
        if (chunk != null) {
          stream.write(chunk);
          flushDue = true;
        } else if (flushDue || !headWritten) {
          flushDue = false;
          headWritten = true;
          stream.flush();
        } else if (complete) {
          end();
          return;
        } else {
          readMore();
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      end(); // The page has gone.
    }
  }

  private void writeHead() {
    if (headNanos != 0) {
      return;
    }
    headNanos = System.nanoTime();
    response.setStatus(status());
    HttpResponse<?> answer = head;
    if (answer == null) {
      response.setContentType("application/problem+json");
      return;
    }
    for (String name : RESPONSE_HEADERS) {
      answer.headers().firstValue(name).ifPresent(value -> response.setHeader(name, value));
    }
  }

  private int status() {
    if (problem != null) {
      return problem.status();
    }
    return head == null ? 0 : head.statusCode();
  }

  private void readMore() {
    Flow.Subscription subscription = body;
    if (subscription != null && !requested) {
      requested = true;
      subscription.request(1);
    }
  }

  /** Ends both sides: the page's response, and the call to the server if it still runs. */
  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    release();
    long now = System.nanoTime();
    timer.record(
        route,
        status(),
        Duration.ofNanos((headNanos == 0 ? now : headNanos) - startedNanos),
        Duration.ofNanos(now - startedNanos));
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // The container has completed it, because the page has gone.
      chunks.clear();
    }
  }

  private void release() {
    if (body != null) {
      body.cancel();
    }
    if (sent != null) {
      sent.cancel(true);
    }
  }

  /** The connection to the page. */
  private final class Page implements WriteListener, AsyncListener {

    @Override
    public void onWritePossible() {
      synchronized (RelayedResponse.this) {
        writable = true;
        write();
      }
    }

    @Override
    public void onError(Throwable failure) {
      leave();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      leave();
    }

    @Override
    public void onError(AsyncEvent event) {
      leave();
    }

    @Override
    public void onComplete(AsyncEvent event) {
      leave();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Only the relay starts it.
    }

    private void leave() {
      synchronized (RelayedResponse.this) {
        end();
      }
    }
  }
}
