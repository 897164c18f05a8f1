package dev.firstword.relay.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.relay.log.TurnLog.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The content of a log, parsed back from its bytes. The token path writes the text of an answer
 * only once, into the log; code that needs the whole text, after the end or on request, reads it
 * here.
 *
 * @param text the answer, possibly incomplete
 * @param continues the turn whose answer this one continues
 * @param sources the documents that the answer can cite, if any
 * @param latency the latency in the last event, once the turn has ended
 * @param last the last event, if there is one
 * @param lastSequence the sequence number of the last event
 */
public record LogContent(
    String text,
    @Nullable String continues,
    @Nullable JsonNode sources,
    @Nullable JsonNode latency,
    @Nullable JsonNode last,
    long lastSequence) {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int DATA_PREFIX = "data: ".length();

  /** How our encoder starts and ends the events that matter here. */
  private static final byte[] TEXT = "{\"type\":\"text\",\"text\":\"".getBytes(US_ASCII);

  private static final byte[] TEXT_END = "\"}\n\n".getBytes(US_ASCII);
  private static final byte[] START = "{\"type\":\"start\"".getBytes(US_ASCII);
  private static final byte[] SOURCES = "{\"type\":\"sources\"".getBytes(US_ASCII);

  /**
   * Parses a view. Most events are text without escapes, which is copied as it is; only a few
   * events are parsed as JSON. Still too slow for an event loop, because logs can be long.
   */
  public static LogContent of(View view) {
    StringBuilder text = new StringBuilder();
    String continues = null;
    JsonNode sources = null;
    for (int i = 0; i < view.chunkCount(); i++) {
      byte[] chunk = view.chunk(i);
      int size = view.chunkEnd(i) - view.chunkStart(i);
      int end;
      for (int event = 0; event < size; event = end) {
        end = EncodedEvents.end(chunk, event, size);
        int data = dataOffset(chunk, event);
        if (matchesAt(chunk, data, end, TEXT)) {
          String plain = unescapedText(chunk, data + TEXT.length, end - TEXT_END.length);
          text.append(plain != null ? plain : parseEvent(chunk, event, end).path("text").asText());
        } else if (matchesAt(chunk, data, end, START)) {
          continues = parseEvent(chunk, event, end).path("continues").textValue();
        } else if (matchesAt(chunk, data, end, SOURCES)) {
          sources = parseEvent(chunk, event, end).get("sources");
        }
      }
    }
    JsonNode last = lastEvent(view);
    JsonNode latency = last == null ? null : last.get("latency");
    return new LogContent(text.toString(), continues, sources, latency, last, view.lastSequence());
  }

  /** Parses the last event; null if there is none. */
  public static @Nullable JsonNode lastEvent(View view) {
    if (view.isEmpty()) {
      return null;
    }
    byte[] event = view.copy(view.lastEventOffset(), view.length());
    return parseEvent(event, 0, event.length);
  }

  /** Returns the offset of the data of an event. */
  private static int dataOffset(byte[] bytes, int event) {
    int data = event;
    while (bytes[data] != '\n') {
      data++;
    }
    return data + 1 + DATA_PREFIX;
  }

  private static boolean matchesAt(byte[] bytes, int from, int limit, byte[] expected) {
    int to = from + expected.length;
    return to <= limit && Arrays.equals(bytes, from, to, expected, 0, expected.length);
  }

  /** Returns the text between the offsets, or null if it contains escapes or ends earlier. */
  private static @Nullable String unescapedText(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\' || bytes[i] == '"') {
        return null;
      }
    }
    return matchesAt(bytes, to, to + TEXT_END.length, TEXT_END)
        ? new String(bytes, from, to - from, UTF_8)
        : null;
  }

  private static JsonNode parseEvent(byte[] bytes, int event, int end) {
    int data = dataOffset(bytes, event);
    try {
      return MAPPER.readTree(bytes, data, end - 2 - data);
    } catch (IOException e) {
      throw new UncheckedIOException("a turn's log holds an event that is not JSON", e);
    }
  }
}
