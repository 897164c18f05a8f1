package dev.firstword.bench.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads one turn: consumes the event stream line by line, records its times and text, and keeps the
 * first protocol violation. Confined to its connection's event loop until {@link #end} is complete.
 */
public final class Reader {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String DONE = "[DONE]";

  private final long postedNanos;
  private final CompletableFuture<Reader> end = new CompletableFuture<>();
  private final CompletableFuture<Reader> firstEvent = new CompletableFuture<>();
  private final CompletableFuture<Reader> midStream = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();

  private @Nullable HttpConnection connection;
  private @Nullable String violation;
  private @Nullable String terminal;
  private boolean isDoneSeen;
  private int lastId;
  private int currentId;
  private int textEvents;
  private long firstEventNanos;
  private long firstTextNanos;
  private long endNanos;

  /** The number of text events after which a reader counts as mid-stream. */
  private static final int MID_STREAM_TEXT_EVENTS = 5;

  Reader(long postedNanos) {
    this.postedNanos = postedNanos;
  }

  void onConnected(HttpConnection connection) {
    this.connection = connection;
  }

  void onRefused(int status, String body) {
    recordViolation("refused with " + status + ": " + body);
    finish();
  }

  void onLine(String line) {
    if (line.isEmpty() || line.startsWith(":")) {
      return;
    }
    if (isDoneSeen) {
      recordViolation("a line after " + DONE + ": " + line);
    } else if (line.startsWith("id: ")) {
      currentId = Integer.parseInt(line.substring(4));
    } else if (line.startsWith("data: ")) {
      onData(line.substring(6));
    } else {
      recordViolation("an unknown line: " + line);
    }
  }

  private void onData(String data) {
    if (data.equals(DONE)) {
      if (terminal == null) {
        recordViolation(DONE + " before a last event");
      }
      isDoneSeen = true;
      return;
    }
    try {
      onEvent(MAPPER.readTree(data));
    } catch (JsonProcessingException e) {
      recordViolation("not JSON: " + data);
    }
  }

  private void onEvent(JsonNode event) {
    long now = System.nanoTime();
    if (currentId != lastId + 1) {
      recordViolation("event " + currentId + " follows event " + lastId);
    }
    lastId = currentId;
    if (terminal != null) {
      recordViolation("an event after " + terminal);
    }
    if (lastId == 1) {
      firstEventNanos = now;
      firstEvent.complete(this);
    }
    String type = event.path("type").asText();
    switch (type) {
      case "text" -> text(event.path("text").asText(), now);
      case "done", "cancelled", "error" -> terminal = type;
      case "start" -> {
        if (lastId != 1) {
          recordViolation("a start as event " + lastId);
        }
      }
      default -> {}
    }
  }

  private void text(String piece, long now) {
    if (textEvents == 0) {
      firstTextNanos = now;
    }
    text.append(piece);
    textEvents++;
    if (textEvents == MID_STREAM_TEXT_EVENTS) {
      midStream.complete(this);
    }
  }

  void finish() {
    endNanos = System.nanoTime();
    if (!isDoneSeen) {
      recordViolation("the stream ended without " + DONE);
    }
    IllegalStateException ended = new IllegalStateException("the stream is over");
    firstEvent.completeExceptionally(ended);
    midStream.completeExceptionally(ended);
    end.complete(this);
  }

  void recordViolation(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  /**
   * Disconnects like a closed tab: the connection is dropped without a message. May be called from
   * any thread.
   */
  public void disconnect() {
    if (connection == null) {
      throw new IllegalStateException("not connected");
    }
    connection.close();
  }

  /** Completes when the first event has arrived; fails if none arrives. */
  public CompletableFuture<Reader> firstEvent() {
    return firstEvent;
  }

  /** Completes when some text has arrived and more is expected; fails if that never happens. */
  public CompletableFuture<Reader> midStream() {
    return midStream;
  }

  /** Completes when the stream has ended, successfully or not. */
  public CompletableFuture<Reader> end() {
    return end;
  }

  /** Returns the first protocol violation, or null. */
  public @Nullable String violation() {
    return violation;
  }

  /** Returns the type of the terminal event, or null if none arrived. */
  public @Nullable String terminal() {
    return terminal;
  }

  public String text() {
    return text.toString();
  }

  public int events() {
    return lastId;
  }

  public boolean hasText() {
    return textEvents > 0;
  }

  public long nanosToFirstEvent() {
    return firstEventNanos - postedNanos;
  }

  public long nanosToFirstText() {
    return firstTextNanos - postedNanos;
  }

  public long nanosToEnd() {
    return endNanos - postedNanos;
  }
}
