package dev.firstword.turn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.turn.TurnLog.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a log says, read back from its bytes. The token path writes an answer's text once, into the
 * log; whoever needs it whole, after the end or on request, reads it here.
 *
 * @param text the answer as far as it came
 * @param continues the turn whose answer it goes on with
 * @param sources what the answer can rest on, where there was something
 * @param latency of the last event, once the turn ended
 * @param last the last event, if there is one
 * @param lastSequence number of the last event
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

  /** How our own encoder begins and ends the events that matter here. */
  private static final byte[] TEXT = "{\"type\":\"text\",\"text\":\"".getBytes(US_ASCII);

  private static final byte[] TEXT_END = "\"}\n\n".getBytes(US_ASCII);
  private static final byte[] START = "{\"type\":\"start\"".getBytes(US_ASCII);
  private static final byte[] SOURCES = "{\"type\":\"sources\"".getBytes(US_ASCII);

  /**
   * Reads a view. Most events are pieces of text without escapes, which lie there as they are; only
   * few have to be parsed. Not for a loop all the same: logs can be long.
   */
  public static LogContent of(View view) {
    StringBuilder text = new StringBuilder();
    String continues = null;
    JsonNode sources = null;
    JsonNode last = null;
    int end = 0;
    for (int i = 0; i < view.count(); i++) {
      int data = dataOf(view, end);
      end = view.ends()[i];
      if (isAt(view, data, TEXT)) {
        String plain = plainText(view, data + TEXT.length, end - TEXT_END.length);
        text.append(plain != null ? plain : event(view, data, end).path("text").asText());
      } else if (isAt(view, data, START)) {
        continues = event(view, data, end).path("continues").textValue();
      } else if (isAt(view, data, SOURCES)) {
        sources = event(view, data, end).get("sources");
      }
      if (i == view.count() - 1) {
        last = event(view, data, end);
      }
    }
    JsonNode latency = last == null ? null : last.get("latency");
    return new LogContent(text.toString(), continues, sources, latency, last, view.lastSequence());
  }

  /** Where the data of an event begins. */
  private static int dataOf(View view, int start) {
    int data = start;
    while (view.bytes()[data] != '\n') {
      data++;
    }
    return data + 1 + DATA_PREFIX;
  }

  private static boolean isAt(View view, int from, byte[] expected) {
    int to = from + expected.length;
    return to <= view.length()
        && Arrays.equals(view.bytes(), from, to, expected, 0, expected.length);
  }

  /** The text between those places; absent where it has escapes, or ends before. */
  private static @Nullable String plainText(View view, int from, int to) {
    for (int i = from; i < to; i++) {
      if (view.bytes()[i] == '\\' || view.bytes()[i] == '"') {
        return null;
      }
    }
    return isAt(view, to, TEXT_END) ? new String(view.bytes(), from, to - from, UTF_8) : null;
  }

  private static JsonNode event(View view, int data, int end) {
    try {
      return MAPPER.readTree(view.bytes(), data, end - 2 - data);
    } catch (IOException e) {
      throw new UncheckedIOException("a turn's log holds an event that is not JSON", e);
    }
  }
}
