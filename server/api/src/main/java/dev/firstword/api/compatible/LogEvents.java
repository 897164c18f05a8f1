package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.relay.log.EncodedEvents;
import dev.firstword.relay.log.TurnLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Parses the events of a turn's log. */
final class LogEvents {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int EVENT_END_LENGTH = "\n\n".length();

  private LogEvents() {}

  /** Passes on each of some whole events. */
  static void forEach(byte[] bytes, int from, int to, Consumer<JsonNode> reader) {
    int end;
    for (int event = from; event < to; event = end) {
      end = EncodedEvents.end(bytes, event, to);
      int data = EncodedEvents.data(bytes, event);
      try {
        reader.accept(JSON.readTree(bytes, data, end - EVENT_END_LENGTH - data));
      } catch (IOException e) {
        throw new UncheckedIOException("a turn's log holds an event that is not JSON", e);
      }
    }
  }

  /** Passes on each event of a log. */
  static void forEach(TurnLog.View view, Consumer<JsonNode> reader) {
    for (int i = 0; i < view.chunkCount(); i++) {
      forEach(view.chunk(i), 0, view.chunkEnd(i) - view.chunkStart(i), reader);
    }
  }
}
