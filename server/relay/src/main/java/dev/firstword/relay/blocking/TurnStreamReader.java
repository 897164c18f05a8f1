package dev.firstword.relay.blocking;

import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.relay.sse.TurnStreamDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a turn from a body, strictly: anything outside the protocol is an error.
 * Records when each event arrived.
 */
public final class TurnStreamReader {

  private static final int READ_BYTES = 2048;

  private final InputStream body;
  private final byte[] bytes = new byte[READ_BYTES];
  private final Queue<ReceivedEvent> received = new ArrayDeque<>();
  private @Nullable String violation;
  private boolean done;

  private final TurnStreamDecoder decoder =
      new TurnStreamDecoder(
          new TurnStreamDecoder.Listener() {
            @Override
            public void onEvent(ReceivedEvent event) {
              received.add(event);
            }

            @Override
            public void onDone() {
              done = true;
            }

            @Override
            public void onViolation(String description) {
              violation = description;
            }
          });

  /** Creates a reader of a response body. */
  public TurnStreamReader(InputStream body) {
    this.body = body;
  }

  /**
   * Returns the next event; empty at the end of a complete stream. Blocks.
   *
   * @throws EOFException if the stream ends without the line that ends every stream
   * @throws ProtocolException if the stream violates the protocol
   */
  public Optional<ReceivedEvent> next() throws IOException {
    while (received.isEmpty()) {
      if (violation != null) {
        throw new ProtocolException(violation);
      }
      int size = body.read(bytes);
      if (size < 0) {
        if (!done) {
          throw new EOFException("the stream was truncated");
        }
        return Optional.empty();
      }
      decoder.feed(bytes, 0, size);
    }
    return Optional.of(received.remove());
  }

  /** Returns all events up to the end of a complete stream. Blocks. */
  public List<ReceivedEvent> all() throws IOException {
    List<ReceivedEvent> events = new ArrayList<>();
    for (Optional<ReceivedEvent> event = next(); event.isPresent(); event = next()) {
      events.add(event.get());
    }
    return events;
  }
}
