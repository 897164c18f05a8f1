package dev.firstword.bench.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.relay.blocking.TurnStreamReader;
import dev.firstword.relay.sse.ReceivedEvent;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Posts one turn and reads it to its end. After a broken connection it resumes after the last event
 * seen, or posts again with the same key if not even {@code start} was seen. Keeps every event
 * received and the first protocol violation. Run by one thread; its results may be read once {@link
 * #finished} is complete.
 */
public final class TurnClient implements Runnable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final long RETRY_INTERVAL_MS = 60;

  /** The number of text events after which a reader counts as mid-stream. */
  private static final int MID_STREAM_PIECES = 5;

  private final List<URI> servers;
  private final TurnRequest request;
  private final @Nullable String followedTurnId;
  private final Duration timeout;
  private final List<ReceivedEvent> events = new ArrayList<>();
  private final CompletableFuture<ReceivedEvent> start = new CompletableFuture<>();
  private final CompletableFuture<TurnClient> midStream = new CompletableFuture<>();
  private final CompletableFuture<ReceivedEvent> awaited = new CompletableFuture<>();
  private final CompletableFuture<TurnClient> finished = new CompletableFuture<>();
  private @Nullable ReceivedEvent terminal;
  private @Nullable String violation;
  private @Nullable Refusal refusal;
  private volatile Predicate<ReceivedEvent> awaits = _ -> false;
  private volatile long lastEventId;
  private int textEvents;
  private int brokenConnections;
  private long postedNanos;

  private TurnClient(
      List<URI> servers, TurnRequest request, @Nullable String followedTurnId, Duration timeout) {
    this.servers = List.copyOf(servers);
    this.request = request;
    this.followedTurnId = followedTurnId;
    this.timeout = timeout;
  }

  /**
   * Creates a client that posts a turn.
   *
   * @param servers the servers to try: the first one, then the next after each broken connection
   * @param timeout how long to wait for the end before it counts as missing
   */
  public static TurnClient posting(List<URI> servers, TurnRequest request, Duration timeout) {
    return new TurnClient(servers, request, null, timeout);
  }

  /** Creates a client that follows a turn started by another client. */
  public static TurnClient following(URI server, String turnId, Duration timeout) {
    return new TurnClient(
        List.of(server), TurnRequest.of("", "follows " + turnId), turnId, timeout);
  }

  /**
   * A turn to post.
   *
   * @param conversation the conversation to continue; absent for a new one
   * @param key the {@code Idempotency-Key}; absent for none, which is safe with a single connection
   *     only
   * @param acceptsRefusal whether a refusal is final; otherwise the request is retried
   * @param tools the names of the tools that the model may call
   */
  public record TurnRequest(
      String message,
      @Nullable String conversation,
      @Nullable String key,
      boolean acceptsRefusal,
      List<String> tools) {

    public TurnRequest {
      tools = List.copyOf(tools);
    }

    /** Creates a request without tools. */
    public TurnRequest(
        String message,
        @Nullable String conversation,
        @Nullable String key,
        boolean acceptsRefusal) {
      this(message, conversation, key, acceptsRefusal, List.of());
    }

    /** Creates a question in a new conversation, retried until it is answered. */
    public static TurnRequest of(String message, String key) {
      return new TurnRequest(message, null, key, false);
    }

    /** Returns a copy with other tools. */
    public TurnRequest withTools(List<String> names) {
      return new TurnRequest(message, conversation, key, acceptsRefusal, names);
    }

    ObjectNode json() {
      ObjectNode json = MAPPER.createObjectNode().put("message", message);
      if (conversation != null) {
        json.put("conversation_id", conversation);
      }
      if (!tools.isEmpty()) {
        ArrayNode list = json.putArray("tools");
        tools.forEach(name -> list.addObject().put("name", name));
      }
      return json;
    }
  }

  /**
   * The response to a refused request.
   *
   * @param nanos how long the refusal took
   */
  public record Refusal(int status, String code, String action, long atNanos, long nanos) {}

  /**
   * Makes {@link #awaited} complete with the first event that matches. Call it before {@link #run}.
   */
  public TurnClient awaiting(Predicate<ReceivedEvent> condition) {
    awaits = condition;
    return this;
  }

  @Override
  public void run() {
    postedNanos = System.nanoTime();
    long deadline = postedNanos + timeout.toNanos();
    try {
      while (!attempt()) {
        if (System.nanoTime() > deadline) {
          fail(
              "no end within "
                  + timeout.toSeconds()
                  + " s; "
                  + brokenConnections
                  + " connections broke");
          break;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_INTERVAL_MS);
      }
    } catch (InterruptedException _) {
      fail("interrupted");
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e.toString());
    } finally {
      start.completeExceptionally(new IllegalStateException("no start: " + violation));
      midStream.completeExceptionally(new IllegalStateException("the stream is over"));
      awaited.completeExceptionally(new IllegalStateException("the stream is over"));
      finished.complete(this);
    }
  }

  /** Makes one connection attempt and returns whether the turn is finished. */
  private boolean attempt() {
    long startNanos = System.nanoTime();
    try (HttpCall call = connect()) {
      if (call.status() != 200) {
        return handleRefusal(call, startNanos);
      }
      TurnStreamReader reader = call.events();
      for (Optional<ReceivedEvent> event = reader.next();
          event.isPresent();
          event = reader.next()) {
        accept(event.get());
      }
      if (terminal == null) {
        fail("[DONE] before a last event");
      }
      return true;
    } catch (ProtocolException e) {
      fail(e.toString());
      return true;
    } catch (IOException _) {
      brokenConnections++;
      return false;
    }
  }

  private HttpCall connect() throws IOException {
    URI server = servers.get(brokenConnections % servers.size());
    if (followedTurnId != null) {
      return HttpCall.follow(server, followedTurnId, lastEventId);
    }
    return start.isDone()
        ? HttpCall.follow(server, turnId(), lastEventId)
        : HttpCall.postRequest(server, request.json(), request.key);
  }

  private boolean handleRefusal(HttpCall call, long startNanos) throws IOException {
    JsonNode problem = call.json();
    long now = System.nanoTime();
    refusal =
        new Refusal(
            call.status(),
            problem.path("code").asText(),
            problem.path("action").asText(),
            now,
            now - startNanos);
    boolean isRetryable = call.status() == 503 || call.status() == 429;
    if (!isRetryable) {
      fail("refused with " + call.status() + " " + problem);
      return true;
    }
    return request.acceptsRefusal && !start.isDone();
  }

  private void accept(ReceivedEvent event) {
    if (event.id() <= lastEventId) {
      fail("event " + event.id() + " (" + event.type() + ") follows event " + lastEventId);
    }
    if (terminal != null) {
      fail("event " + event.id() + " follows the end");
    }
    events.add(event);
    lastEventId = event.id();
    if (event.type().equals("start")) {
      if (start.isDone() || event.id() != 1) {
        fail("a start as event " + event.id());
      }
      start.complete(event);
    } else if (!start.isDone()) {
      fail("event " + event.id() + " came before the start");
    }
    if (event.type().equals("text") && ++textEvents == MID_STREAM_PIECES) {
      midStream.complete(this);
    }
    if (event.isTerminal()) {
      terminal = event;
    }
    if (!awaited.isDone() && awaits.test(event)) {
      awaited.complete(event);
    }
  }

  private void fail(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  /** Completes with the first event; fails if none arrived. */
  public CompletableFuture<ReceivedEvent> start() {
    return start;
  }

  /** Completes when the client has stopped, successfully or not. */
  public CompletableFuture<TurnClient> finished() {
    return finished;
  }

  public TurnRequest request() {
    return request;
  }

  /** Returns whether {@code start} was seen. From then on the server must not lose the turn. */
  public boolean isAcknowledged() {
    return start.isDone() && !start.isCompletedExceptionally();
  }

  public String turnId() {
    return start.join().json().path("turn_id").asText();
  }

  /** Returns a field of the {@code start} event. */
  public String startField(String name) {
    return start.join().json().path(name).asText();
  }

  /** Returns all events received, over all connections. */
  public List<ReceivedEvent> events() {
    return events;
  }

  /** Returns the id of the last event seen. May be called from any thread. */
  public long lastEventId() {
    return lastEventId;
  }

  /** Completes when some text has arrived and more is expected; fails if that never happened. */
  public CompletableFuture<TurnClient> midStream() {
    return midStream;
  }

  /** Completes with the first event that {@link #awaiting} asked for; fails if none came. */
  public CompletableFuture<ReceivedEvent> awaited() {
    return awaited;
  }

  public Optional<ReceivedEvent> terminal() {
    return Optional.ofNullable(terminal);
  }

  /** Returns the first protocol violation, if there was one. */
  public Optional<String> violation() {
    return Optional.ofNullable(violation);
  }

  /** Returns the last refusal, if there was one. */
  public Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Returns the number of connections that broke or could not be opened. */
  public int brokenConnections() {
    return brokenConnections;
  }

  public long postedNanos() {
    return postedNanos;
  }
}
