package dev.firstword.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks once and stays until the end: on a broken connection goes on behind the last
 * event seen, or posts again with the same key where not even {@code start} was seen. Keeps every
 * event ever received, and names the first thing that is not as the contract says. One thread runs
 * it; what it kept may be read once {@link #over} is complete.
 */
public final class Person implements Runnable {

  private static final long PAUSE_MS = 60;

  /** How many pieces of text put somebody into the middle of a stream. */
  private static final int MID_STREAM_PIECES = 5;

  private final List<URI> servers;
  private final Ask ask;
  private final @Nullable String knownTurn;
  private final Duration limit;
  private final List<Event> events = new ArrayList<>();
  private final CompletableFuture<Event> start = new CompletableFuture<>();
  private final CompletableFuture<Person> midStream = new CompletableFuture<>();
  private final CompletableFuture<Person> over = new CompletableFuture<>();
  private @Nullable Event terminal;
  private @Nullable String fault;
  private @Nullable Refusal refusal;
  private volatile long seen;
  private int textPieces;
  private int breaks;
  private long askedNanos;

  private Person(List<URI> servers, Ask ask, @Nullable String knownTurn, Duration limit) {
    this.servers = List.copyOf(servers);
    this.ask = ask;
    this.knownTurn = knownTurn;
    this.limit = limit;
  }

  /**
   * Somebody about to ask.
   *
   * @param servers where: the first of them, and the next one after each broken connection
   * @param limit how long to stay before the end is held to be missing
   */
  public static Person asking(List<URI> servers, Ask ask, Duration limit) {
    return new Person(servers, ask, null, limit);
  }

  /** Somebody who follows a turn that another one asked for. */
  public static Person following(URI server, String turnId, Duration limit) {
    return new Person(List.of(server), Ask.of("", "follows " + turnId), turnId, limit);
  }

  /**
   * What to ask for.
   *
   * @param conversation the one to go on with; absent: a new one
   * @param key the {@code Idempotency-Key}; absent: none, and then only one connection is safe
   * @param takesNo whether a refusal is the answer; otherwise it is asked again
   */
  public record Ask(
      String message, @Nullable String conversation, @Nullable String key, boolean takesNo) {

    /** A question that opens a conversation and is asked until it is answered. */
    public static Ask of(String message, String key) {
      return new Ask(message, null, key, false);
    }
  }

  /**
   * The answer to a request that was not granted.
   *
   * @param nanos how long it took
   */
  public record Refusal(int status, String code, String action, long atNanos, long nanos) {}

  @Override
  public void run() {
    askedNanos = System.nanoTime();
    long deadline = askedNanos + limit.toNanos();
    try {
      while (!attempt()) {
        if (System.nanoTime() > deadline) {
          fail("no end within " + limit.toSeconds() + " s; " + breaks + " connections broke");
          break;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
      }
    } catch (InterruptedException _) {
      fail("interrupted");
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e.toString());
    } finally {
      start.completeExceptionally(new IllegalStateException("no start: " + fault));
      midStream.completeExceptionally(new IllegalStateException("the stream is over"));
      over.complete(this);
    }
  }

  /** One connection; whether there is nothing left to do. */
  private boolean attempt() {
    long from = System.nanoTime();
    try (Call call = call()) {
      if (call.status() != 200) {
        return refused(call, from);
      }
      EventReader reader = call.events();
      for (Optional<Event> event = reader.next(); event.isPresent(); event = reader.next()) {
        take(event.get());
      }
      if (terminal == null) {
        fail("[DONE] before a last event");
      }
      return true;
    } catch (IOException _) {
      breaks++;
      return false;
    }
  }

  private Call call() throws IOException {
    URI server = servers.get(breaks % servers.size());
    if (knownTurn != null) {
      return Call.follow(server, knownTurn, seen);
    }
    return start.isDone()
        ? Call.follow(server, turnId(), seen)
        : Call.post(server, ask.message, ask.conversation, ask.key);
  }

  private boolean refused(Call call, long from) throws IOException {
    JsonNode problem = call.json();
    long now = System.nanoTime();
    refusal =
        new Refusal(
            call.status(),
            problem.path("code").asText(),
            problem.path("action").asText(),
            now,
            now - from);
    boolean mayPass = call.status() == 503 || call.status() == 429;
    if (!mayPass) {
      fail("refused with " + call.status() + " " + problem);
      return true;
    }
    return ask.takesNo && !start.isDone();
  }

  private void take(Event event) {
    if (event.id() <= seen) {
      fail("event " + event.id() + " (" + event.type() + ") follows event " + seen);
    }
    if (terminal != null) {
      fail("event " + event.id() + " follows the end");
    }
    events.add(event);
    seen = event.id();
    if (event.type().equals("start")) {
      if (start.isDone() || event.id() != 1) {
        fail("a start as event " + event.id());
      }
      start.complete(event);
    } else if (!start.isDone()) {
      fail("event " + event.id() + " came before the start");
    }
    if (event.type().equals("text") && ++textPieces == MID_STREAM_PIECES) {
      midStream.complete(this);
    }
    if (event.isTerminal()) {
      terminal = event;
    }
  }

  private void fail(String what) {
    if (fault == null) {
      fault = what;
    }
  }

  /** Completes with the first event; fails where none ever came. */
  public CompletableFuture<Event> start() {
    return start;
  }

  /** Completes when the person has left, satisfied or not. */
  public CompletableFuture<Person> over() {
    return over;
  }

  public Ask ask() {
    return ask;
  }

  /** Whether {@code start} was seen: from then on the server owes this turn. */
  public boolean isAcknowledged() {
    return start.isDone() && !start.isCompletedExceptionally();
  }

  public String turnId() {
    return start.join().json().path("turn_id").asText();
  }

  /** A field of the {@code start} event. */
  public String startField(String name) {
    return start.join().json().path(name).asText();
  }

  /** Everything received, over all connections. */
  public List<Event> events() {
    return events;
  }

  /** The number of the last event seen so far. Callable from any thread. */
  public long seen() {
    return seen;
  }

  /** Completes when some text is here and more is to come; fails where that was never so. */
  public CompletableFuture<Person> midStream() {
    return midStream;
  }

  public Optional<Event> terminal() {
    return Optional.ofNullable(terminal);
  }

  /** What was not as the contract says, the first of it. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** The last refusal, if there was any. */
  public Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** How many connections broke or could not be made. */
  public int breaks() {
    return breaks;
  }

  public long askedNanos() {
    return askedNanos;
  }
}
