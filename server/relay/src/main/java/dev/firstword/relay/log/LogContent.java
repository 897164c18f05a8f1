package dev.firstword.relay.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.relay.log.TurnLog.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** How our encoder starts and ends the events that matter here. */
  private static final byte[] TEXT = "{\"type\":\"text\",\"text\":\"".getBytes(US_ASCII);

  private static final byte[] TEXT_END = "\"}\n\n".getBytes(US_ASCII);
  private static final byte[] START = "{\"type\":\"start\"".getBytes(US_ASCII);
  private static final byte[] TOOL_CALL = "{\"type\":\"tool_call\"".getBytes(US_ASCII);
  private static final byte[] CITATION = "{\"type\":\"citation\"".getBytes(US_ASCII);
  private static final byte[] NOTE = "{\"type\":\"note\"".getBytes(US_ASCII);
  private static final byte[] STEP = "{\"type\":\"step\"".getBytes(US_ASCII);
  private static final byte[] DISCARD = "{\"type\":\"discard\"".getBytes(US_ASCII);
  private static final byte[] SOURCES = "{\"type\":\"sources\"".getBytes(US_ASCII);

  /**
   * Parses a view. Most events are text without escapes, which is copied as it is; only a few
   * events are parsed as JSON. Still too slow for an event loop, because logs can be long.
   */
  public static LogContent of(View view) {
    JsonNode last = lastEvent(view);
    return read(view, last == null ? null : last.get("latency"), last);
  }

  /**
   * Like {@link #of}, but without the last event and the latency in it, which cost most to parse.
   */
  public static LogContent withoutLast(View view) {
    return read(view, null, null);
  }

  private static LogContent read(View view, @Nullable JsonNode latency, @Nullable JsonNode last) {
    TextBytes text = new TextBytes(view.length() / 2);
    String continues = null;
    JsonNode sources = null;
    for (int i = 0; i < view.chunkCount(); i++) {
      byte[] chunk = view.chunk(i);
      int size = view.chunkEnd(i) - view.chunkStart(i);
      int end;
      for (int event = 0; event < size; event = end) {
        end = EncodedEvents.end(chunk, event, size);
        int data = EncodedEvents.data(chunk, event);
        if (matchesAt(chunk, data, end, TEXT)) {
          int from = data + TEXT.length;
          int to = end - TEXT_END.length;
          if (isUnescaped(chunk, from, to)) {
            text.append(chunk, from, to);
          } else {
            text.append(parseEvent(chunk, event, end).path("text").asText());
          }
        } else if (matchesAt(chunk, data, end, START)) {
          continues = parseEvent(chunk, event, end).path("continues").textValue();
        } else if (matchesAt(chunk, data, end, SOURCES)) {
          sources = parseEvent(chunk, event, end).get("sources");
        } else if (matchesAt(chunk, data, end, DISCARD)) {
          text.keep(parseEvent(chunk, event, end).path("kept").asInt());
        }
      }
    }
    return new LogContent(text.toString(), continues, sources, latency, last, view.lastSequence());
  }

  /**
   * Parses the events of text, tool calls, citations, notes, steps and discards, in their order.
   * Returns an empty list if there is nothing but text, which is in {@link #text}.
   */
  public static List<JsonNode> answerEvents(View view) {
    List<JsonNode> events = new ArrayList<>();
    boolean isMoreThanText = false;
    for (int i = 0; i < view.chunkCount(); i++) {
      byte[] chunk = view.chunk(i);
      int size = view.chunkEnd(i) - view.chunkStart(i);
      int end;
      for (int event = 0; event < size; event = end) {
        end = EncodedEvents.end(chunk, event, size);
        int data = EncodedEvents.data(chunk, event);
        boolean isPart =
            matchesAt(chunk, data, end, TOOL_CALL)
                || matchesAt(chunk, data, end, CITATION)
                || matchesAt(chunk, data, end, NOTE);
        if (isPart
            || matchesAt(chunk, data, end, TEXT)
            || matchesAt(chunk, data, end, DISCARD)
            || matchesAt(chunk, data, end, STEP)) {
          isMoreThanText |= isPart;
          events.add(parseEvent(chunk, event, end));
        }
      }
    }
    return isMoreThanText ? events : List.of();
  }

  /** Parses the last event; null if there is none. */
  public static @Nullable JsonNode lastEvent(View view) {
    if (view.isEmpty()) {
      return null;
    }
    byte[] event = view.copy(view.lastEventOffset(), view.length());
    return parseEvent(event, 0, event.length);
  }

  private static boolean matchesAt(byte[] bytes, int from, int limit, byte[] expected) {
    int to = from + expected.length;
    return to <= limit && Arrays.equals(bytes, from, to, expected, 0, expected.length);
  }

  /** Whether the bytes between the offsets are the whole text, without escapes. */
  private static boolean isUnescaped(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\' || bytes[i] == '"') {
        return false;
      }
    }
    return matchesAt(bytes, to, to + TEXT_END.length, TEXT_END);
  }

  /** UTF-8 that is decoded once, when it is complete. */
  private static final class TextBytes {
    private byte[] bytes;
    private int length;

    TextBytes(int capacity) {
      bytes = new byte[Math.max(capacity, 64)];
    }

    void append(byte[] source, int from, int to) {
      if (bytes.length - length < to - from) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + to - from));
      }
      System.arraycopy(source, from, bytes, length, to - from);
      length += to - from;
    }

    void append(String text) {
      byte[] encoded = text.getBytes(UTF_8);
      append(encoded, 0, encoded.length);
    }

    /** Keeps this many UTF-16 units from the start. */
    void keep(int units) {
      String kept = toString();
      length = 0;
      append(kept.substring(0, Math.min(units, kept.length())));
    }

    @Override
    public String toString() {
      return new String(bytes, 0, length, UTF_8);
    }
  }

  private static JsonNode parseEvent(byte[] bytes, int event, int end) {
    int data = EncodedEvents.data(bytes, event);
    try {
      return MAPPER.readTree(bytes, data, end - 2 - data);
    } catch (IOException e) {
      throw new UncheckedIOException("a turn's log holds an event that is not JSON", e);
    }
  }
}
