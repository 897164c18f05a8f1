package dev.firstword.bench.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One reader of one turn: takes the event stream line by line, keeps its times and its text, and
 * names the first thing that is not as the contract says. Confined to its connection's event loop
 * until {@link #end} is complete.
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
  private @Nullable String fault;
  private @Nullable String terminal;
  private boolean closed;
  private int lastId;
  private int announcedId;
  private int pieces;
  private long firstEventNanos;
  private long firstTextNanos;
  private long endNanos;

  /** How many pieces of text put a reader into the middle of a stream. */
  private static final int MID_STREAM_PIECES = 5;

  Reader(long postedNanos) {
    this.postedNanos = postedNanos;
  }

  void connected(HttpConnection connection) {
    this.connection = connection;
  }

  void refused(int status, String body) {
    fail("refused with " + status + ": " + body);
    finish();
  }

  void line(String line) {
    if (line.isEmpty() || line.startsWith(":")) {
      return;
    }
    if (closed) {
      fail("a line after " + DONE + ": " + line);
    } else if (line.startsWith("id: ")) {
      announcedId = Integer.parseInt(line.substring(4));
    } else if (line.startsWith("data: ")) {
      data(line.substring(6));
    } else {
      fail("an unknown line: " + line);
    }
  }

  private void data(String data) {
    if (data.equals(DONE)) {
      if (terminal == null) {
        fail(DONE + " before a last event");
      }
      closed = true;
      return;
    }
    try {
      event(MAPPER.readTree(data));
    } catch (JsonProcessingException e) {
      fail("not JSON: " + data);
    }
  }

  private void event(JsonNode event) {
    long now = System.nanoTime();
    if (announcedId != lastId + 1) {
      fail("event " + announcedId + " follows event " + lastId);
    }
    lastId = announcedId;
    if (terminal != null) {
      fail("an event after " + terminal);
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
          fail("a start as event " + lastId);
        }
      }
      default -> {}
    }
  }

  private void text(String piece, long now) {
    if (pieces == 0) {
      firstTextNanos = now;
    }
    text.append(piece);
    pieces++;
    if (pieces == MID_STREAM_PIECES) {
      midStream.complete(this);
    }
  }

  void finish() {
    endNanos = System.nanoTime();
    if (!closed) {
      fail("the stream ended without " + DONE);
    }
    IllegalStateException over = new IllegalStateException("the stream is over");
    firstEvent.completeExceptionally(over);
    midStream.completeExceptionally(over);
    end.complete(this);
  }

  void fail(String what) {
    if (fault == null) {
      fault = what;
    }
  }

  /**
   * Leaves as a closed tab does: the connection goes, nothing is said. Callable from any thread.
   */
  public void leave() {
    if (connection == null) {
      throw new IllegalStateException("not connected");
    }
    connection.close();
  }

  /** Completes when the first event is here; fails where none came. */
  public CompletableFuture<Reader> firstEvent() {
    return firstEvent;
  }

  /** Completes when some text is here and more is to come; fails where that was never so. */
  public CompletableFuture<Reader> midStream() {
    return midStream;
  }

  /** Completes when the stream is over, well or not. */
  public CompletableFuture<Reader> end() {
    return end;
  }

  /** What was not as the contract says, the first of it; absent when all was. */
  public @Nullable String fault() {
    return fault;
  }

  /** The type of the last event; absent when none came. */
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
    return pieces > 0;
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
