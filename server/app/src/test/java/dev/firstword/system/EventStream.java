package dev.firstword.system;

import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.relay.blocking.TurnStreamReader;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The event stream of an answer, read by its own thread as it arrives. Anything that is not an
 * event of the protocol fails the test that reads the stream.
 */
final class EventStream implements AutoCloseable {

  /** How long a test waits for what it expects, even while other data keeps arriving. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private final RawConnection connection;
  private final ResponseHead head;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<ReceivedEvent> events = new ArrayList<>();
  private final StringBuilder raw = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private boolean ended;
  private @Nullable Throwable failure;

  private EventStream(RawConnection connection, ResponseHead head) {
    this.connection = connection;
    this.head = head;
    Thread.ofVirtual().name("event-stream").start(this::run);
  }

  /** Sends a request that is answered by a stream, and returns once the head has arrived. */
  static EventStream open(URI server, String request) throws IOException {
    RawConnection connection = RawConnection.open(server);
    connection.send(request);
    return read(connection);
  }

  /** Reads the response to a request already sent on the connection. */
  static EventStream read(RawConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    if (head.status() != 200 || !head.isChunked()) {
      throw new AssertionError("not a stream but " + head);
    }
    return new EventStream(connection, head);
  }

  ResponseHead head() {
    return head;
  }

  String turnId() {
    return head.header("turn-id").orElseThrow();
  }

  String conversationId() {
    return awaitEvent("start").field("conversation_id");
  }

  ReceivedEvent awaitEvent(String type) {
    return await(event -> event.is(type));
  }

  /** Waits for the first event that matches. */
  ReceivedEvent await(Predicate<ReceivedEvent> condition) {
    return awaitNonNull(() -> events.stream().filter(condition).findFirst().orElse(null));
  }

  /** Waits until the text has at least the given number of characters, and returns it. */
  String awaitText(int characters) {
    return awaitNonNull(() -> text.length() >= characters ? text.toString() : null);
  }

  /** Waits for the end of a complete stream. */
  Transcript awaitEnd() {
    return awaitNonNull(() -> ended ? transcript() : null);
  }

  /** Returns the events received so far. */
  List<ReceivedEvent> received() {
    lock.lock();
    try {
      return List.copyOf(events);
    } finally {
      lock.unlock();
    }
  }

  /** Disconnects like a closed tab. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Disconnects like a crashed client. */
  void reset() throws IOException {
    connection.reset();
  }

  private Transcript transcript() {
    return new Transcript(List.copyOf(events), raw.toString());
  }

  private interface Probe<T> {
    @Nullable T look();
  }

  private <T> T awaitNonNull(Probe<T> probe) {
    long end = System.nanoTime() + MAX_WAIT.toNanos();
    lock.lock();
    try {
      while (true) {
        T found = probe.look();
        if (found != null) {
          return found;
        }
        if (failure != null) {
          throw new AssertionError("the stream broke off after " + raw, failure);
        }
        if (ended) {
          throw new AssertionError("the stream ended without it: " + raw);
        }
        if (!changed.await(ServerFixture.WAIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError("nothing more came after " + raw);
        }
        if (System.nanoTime() > end) {
          throw new AssertionError("it did not come within " + MAX_WAIT + ", only " + raw);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    TurnStreamReader reader = new TurnStreamReader(connection.body(head));
    try {
      for (Optional<ReceivedEvent> event = reader.next();
          event.isPresent();
          event = reader.next()) {
        accept(event.get());
      }
      finish(null);
    } catch (IOException | RuntimeException e) {
      finish(e);
    } catch (AssertionError e) {
      OpenApiContract.report(e);
      finish(e);
    }
  }

  private void accept(ReceivedEvent event) {
    lock.lock();
    try {
      raw.append(event.raw());
      events.add(event);
      if (event.is("text")) {
        text.append(event.field("text"));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void finish(@Nullable Throwable cause) {
    lock.lock();
    try {
      if (cause == null) {
        raw.append(Transcript.END);
        ended = true;
      } else {
        failure = cause;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
