package dev.firstword.bench.reader;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ResponseListener;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.relay.sse.TurnStreamDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one turn: consumes the event stream as it arrives, records its times and text, and keeps
 * the first protocol violation. Confined to its connection's event loop until {@link #end} is
 * complete.
 */
public final class Reader implements TurnStreamDecoder.Listener, ResponseListener {

  private static final String DONE = "[DONE]";

  private final TurnStreamDecoder decoder = new TurnStreamDecoder(this);
  private final long postedNanos;
  private final CompletableFuture<Reader> end = new CompletableFuture<>();
  private final CompletableFuture<Reader> firstEvent = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();

  private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();
  private int status = 200;
  private @Nullable String violation;
  private @Nullable String terminal;
  private boolean isDoneSeen;
  private int lastId;
  private int textEvents;
  private long firstEventNanos;
  private long firstTextNanos;
  private long endNanos;

  Reader(long postedNanos) {
    this.postedNanos = postedNanos;
  }

  @Override
  public void onHead(int code, Function<String, @Nullable String> header) {
    status = code;
  }

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {
    if (status == 200) {
      decoder.feed(bytes, offset, length);
    } else {
      refusal.write(bytes, offset, length);
    }
  }

  @Override
  public void onReadComplete() {}

  @Override
  public void onEnd() {
    if (status != 200) {
      recordViolation("refused with " + status + ": " + refusal.toString(StandardCharsets.UTF_8));
    }
    finish();
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    recordViolation("lost: " + failure);
    finish();
  }

  @Override
  public void onEvent(ReceivedEvent event) {
    if (event.id() != lastId + 1) {
      recordViolation("event " + event.id() + " follows event " + lastId);
    }
    lastId = (int) event.id();
    if (terminal != null) {
      recordViolation("an event after " + terminal);
    }
    if (lastId == 1) {
      firstEventNanos = event.atNanos();
      firstEvent.complete(this);
    }
    JsonNode json;
    try {
      json = event.json();
    } catch (IllegalStateException e) {
      recordViolation(e.toString());
      return;
    }
    String type = json.path("type").asText();
    switch (type) {
      case "text" -> text(json.path("text").asText(), event.atNanos());
      case "done", "cancelled", "error" -> terminal = type;
      case "start" -> {
        if (lastId != 1) {
          recordViolation("a start as event " + lastId);
        }
      }
      default -> {}
    }
  }

  @Override
  public void onDone() {
    if (terminal == null) {
      recordViolation(DONE + " before a last event");
    }
    isDoneSeen = true;
  }

  @Override
  public void onViolation(String description) {
    recordViolation(description);
  }

  private void text(String piece, long now) {
    if (textEvents == 0) {
      firstTextNanos = now;
    }
    text.append(piece);
    textEvents++;
  }

  void finish() {
    endNanos = System.nanoTime();
    if (!isDoneSeen) {
      recordViolation("the stream ended without " + DONE);
    }
    firstEvent.completeExceptionally(new IllegalStateException("the stream is over"));
    end.complete(this);
  }

  void recordViolation(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  /** Completes when the first event has arrived; fails if none arrives. */
  public CompletableFuture<Reader> firstEvent() {
    return firstEvent;
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
