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

/** Takes events out of an event stream, strictly: what the contract does not name is an error. */
public final class EventReader {

  private static final String DONE = "[DONE]";

  private final InputStream body;
  private boolean done;

  /** Reads from the body of an answer. */
  public EventReader(InputStream body) {
    this.body = body instanceof BufferedInputStream ? body : new BufferedInputStream(body, 2048);
  }

  /**
   * The next event; empty behind the line that ends every stream.
   *
   * @throws EOFException when the stream stops without that line
   * @throws ContractException when something is not as the contract says
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
          throw new ContractException("an event without an id: " + line);
        }
        return Optional.of(new Event(id, line.substring(6), System.nanoTime()));
      } else {
        throw new ContractException("an unknown line: " + line);
      }
    }
  }

  /** All events up to the line that ends the stream. */
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
        throw new ContractException("something follows " + DONE);
      }
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
    for (int next = body.read(); next != '\n'; next = body.read()) {
      if (next < 0) {
        throw new EOFException(done ? "the stream is over" : "the stream stopped");
      }
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
