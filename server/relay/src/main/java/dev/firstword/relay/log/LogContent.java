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
    JsonNode last = null;
    int end = 0;
    for (int i = 0; i < view.count(); i++) {
      int data = dataOffset(view, end);
      end = view.ends()[i];
      if (matchesAt(view, data, TEXT)) {
        String plain = unescapedText(view, data + TEXT.length, end - TEXT_END.length);
        text.append(plain != null ? plain : parseEvent(view, data, end).path("text").asText());
      } else if (matchesAt(view, data, START)) {
        continues = parseEvent(view, data, end).path("continues").textValue();
      } else if (matchesAt(view, data, SOURCES)) {
        sources = parseEvent(view, data, end).get("sources");
      }
      if (i == view.count() - 1) {
        last = parseEvent(view, data, end);
      }
    }
    JsonNode latency = last == null ? null : last.get("latency");
    return new LogContent(text.toString(), continues, sources, latency, last, view.lastSequence());
  }

  /** Returns the offset of the data of an event. */
  private static int dataOffset(View view, int start) {
    int data = start;
    while (view.bytes()[data] != '\n') {
      data++;
    }
    return data + 1 + DATA_PREFIX;
  }

  private static boolean matchesAt(View view, int from, byte[] expected) {
    int to = from + expected.length;
    return to <= view.length()
        && Arrays.equals(view.bytes(), from, to, expected, 0, expected.length);
  }

  /** Returns the text between the offsets, or null if it contains escapes or ends earlier. */
  private static @Nullable String unescapedText(View view, int from, int to) {
    for (int i = from; i < to; i++) {
      if (view.bytes()[i] == '\\' || view.bytes()[i] == '"') {
        return null;
      }
    }
    return matchesAt(view, to, TEXT_END) ? new String(view.bytes(), from, to - from, UTF_8) : null;
  }

  private static JsonNode parseEvent(View view, int data, int end) {
    try {
      return MAPPER.readTree(view.bytes(), data, end - 2 - data);
    } catch (IOException e) {
      throw new UncheckedIOException("a turn's log holds an event that is not JSON", e);
    }
  }
}
