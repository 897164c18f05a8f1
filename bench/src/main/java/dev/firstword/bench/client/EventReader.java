package dev.firstword.bench.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses events from an event stream, strictly: anything outside the protocol is an error. */
public final class EventReader {

  private static final String DONE = "[DONE]";

  private final InputStream body;
  private boolean done;

  /** Creates a reader of a response body. */
  public EventReader(InputStream body) {
    this.body = body instanceof BufferedInputStream ? body : new BufferedInputStream(body, 2048);
  }

  /**
   * Returns the next event; empty after the line that ends every stream. Blocks.
   *
   * @throws EOFException if the stream ends without that line
   * @throws ProtocolViolationException if the stream violates the protocol
   */
  public Optional<Event> next() throws IOException {
    long id = -1;
    while (true) {
      String line = line();
      if (line.isEmpty() || line.startsWith(":")) {
        continue;
      }
      if (line.startsWith("id: ")) {
        id = Long.parseLong(line.substring(4));
      } else if (line.equals("data: " + DONE)) {
        done = true;
        requireNothingMore();
        return Optional.empty();
      } else if (line.startsWith("data: ")) {
        if (id < 0) {
          throw new ProtocolViolationException("an event without an id: " + line);
        }
        return Optional.of(new Event(id, line.substring(6), System.nanoTime()));
      } else {
        throw new ProtocolViolationException("an unknown line: " + line);
      }
    }
  }

  /** Returns all events up to the line that ends the stream. Blocks. */
  public List<Event> all() throws IOException {
    List<Event> events = new ArrayList<>();
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      events.add(event.get());
    }
    return events;
  }

  private void requireNothingMore() throws IOException {
    for (int next = body.read(); next >= 0; next = body.read()) {
      if (next != '\n') {
        throw new ProtocolViolationException("something follows " + DONE);
      }
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    for (int next = body.read(); next != '\n'; next = body.read()) {
      if (next < 0) {
        throw new EOFException(done ? "the stream has ended" : "the stream was truncated");
      }
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
