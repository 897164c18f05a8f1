package dev.firstword.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An answer's event stream, read by a thread of its own as it comes. Whatever is not an event of
 * the contract's form fails the test that looks.
 */
final class EventStream implements AutoCloseable {

  private static final String KEEP_ALIVE = ": keep-alive\n\n";

  private final Connection connection;
  private final Connection.Head head;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<SeenEvent> events = new ArrayList<>();
  private final StringBuilder raw = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream incomplete = new ByteArrayOutputStream();
  private boolean ended;
  private @Nullable Throwable broken;

  private EventStream(Connection connection, Connection.Head head) {
    this.connection = connection;
    this.head = head;
    Thread.ofVirtual().name("event-stream").start(this::run);
  }

  /** Sends a request that is to be answered by a stream, and returns once the head is there. */
  static EventStream open(URI server, String request) throws IOException {
    Connection connection = Connection.open(server);
    connection.send(request);
    return read(connection);
  }

  /** Reads the answer to what was sent on the connection. */
  static EventStream read(Connection connection) throws IOException {
    Connection.Head head = connection.readHead();
    if (head.status() != 200 || !Connection.isChunked(head)) {
      throw new AssertionError("not a stream but " + head);
    }
    return new EventStream(connection, head);
  }

  Connection.Head head() {
    return head;
  }

  String turnId() {
    return head.header("turn-id").orElseThrow();
  }

  String conversationId() {
    return awaitEvent("start").field("conversation_id");
  }

  SeenEvent awaitEvent(String type) {
    return await(event -> event.is(type));
  }

  /** Waits for the first event that fits. */
  SeenEvent await(Predicate<SeenEvent> wanted) {
    return whenChanged(() -> events.stream().filter(wanted).findFirst().orElse(null));
  }

  /** Waits until the text has so many characters, and returns what is there. */
  String awaitText(int characters) {
    return whenChanged(() -> text.length() >= characters ? text.toString() : null);
  }

  /** Waits for the end of a stream that is complete. */
  Transcript awaitEnd() {
    return whenChanged(() -> ended ? transcript() : null);
  }

  /** What has come so far. */
  List<SeenEvent> seen() {
    lock.lock();
    try {
      return List.copyOf(events);
    } finally {
      lock.unlock();
    }
  }

  /** Leaves the way a closed tab does. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves the way a crashed client does. */
  void reset() throws IOException {
    connection.reset();
  }

  private Transcript transcript() {
    return new Transcript(List.copyOf(events), raw.toString());
  }

  private interface Look<T> {
    @Nullable T look();
  }

  private <T> T whenChanged(Look<T> look) {
    lock.lock();
    try {
      while (true) {
        T found = look.look();
        if (found != null) {
          return found;
        }
        if (broken != null) {
          throw new AssertionError("the stream broke off after " + raw, broken);
        }
        if (ended) {
          throw new AssertionError("the stream ended without it: " + raw);
        }
        if (!changed.await(ServerFixture.LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError("nothing more came after " + raw);
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
    try {
      for (byte[] chunk = connection.readChunk(); chunk != null; chunk = connection.readChunk()) {
        take(chunk);
      }
      finish(null);
    } catch (IOException | AssertionError e) {
      finish(e);
    }
  }

  private void take(byte[] chunk) {
    lock.lock();
    try {
      for (byte next : chunk) {
        incomplete.write(next);
        if (next == '\n') {
          String block = incomplete.toString(StandardCharsets.UTF_8);
          if (block.endsWith("\n\n")) {
            incomplete.reset();
            take(block);
          }
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(String block) {
    if (isAtItsEnd()) {
      throw new AssertionError("more after the end: " + block);
    }
    if (block.equals(KEEP_ALIVE)) {
      return;
    }
    raw.append(block);
    if (!block.equals(Transcript.END)) {
      SeenEvent event = SeenEvent.parse(block);
      events.add(event);
      if (event.is("text")) {
        text.append(event.field("text"));
      }
    }
  }

  /** Looks at no more than the end: a long stream is read as quickly as a short one. */
  private boolean isAtItsEnd() {
    return raw.indexOf(Transcript.END, Math.max(0, raw.length() - Transcript.END.length())) >= 0;
  }

  private void finish(@Nullable Throwable failure) {
    lock.lock();
    try {
      if (failure != null) {
        broken = failure;
      } else if (incomplete.size() > 0 || !isAtItsEnd()) {
        broken = new AssertionError("the stream ended without [DONE]: " + raw);
      } else {
        ended = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
