package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cache breakpoints for a request of the Messages API whose client has set none: after the
 * instructions, and after the newest message.
 */
final class CacheMarks {

  private static final String MARK = "\"cache_control\":{\"type\":\"ephemeral\"}";

  /** Blocks that take no breakpoint. */
  private static final Set<String> UNMARKED = Set.of("thinking", "redacted_thinking", "");

  private final byte[] body;
  private final JsonParser json;

  private CacheMarks(byte[] body, JsonParser json) {
    this.body = body;
    this.json = json;
  }

  /** Returns what to change in a body; nothing if it has a text of unusual size. */
  static List<BodyEdit> in(byte[] body) {
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      WireJson.beginObject(json);
      return new CacheMarks(body, json).read();
    } catch (IOException tooLong) {
      return List.of();
    }
  }

  private List<BodyEdit> read() throws IOException {
    List<BodyEdit> edits = new ArrayList<>(2);
    for (String name; (name = WireJson.nextField(json)) != null; ) {
      BodyEdit mark =
          switch (name) {
            case "system" -> content();
            case "messages" -> newestMessage();
            default -> {
              json.skipChildren();
              yield null;
            }
          };
      if (mark != null) {
        edits.add(mark);
      }
    }
    return edits;
  }

  private @Nullable BodyEdit newestMessage() throws IOException {
    BodyEdit newest = null;
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return null;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      newest = null;
      if (!WireJson.isObjectOrSkip(json)) {
        continue;
      }
      for (String name; (name = WireJson.nextField(json)) != null; ) {
        if (name.equals("content")) {
          newest = content();
        } else {
          json.skipChildren();
        }
      }
    }
    return newest;
  }

  /** Returns a breakpoint at the end of a text, or of the last of several blocks. */
  private @Nullable BodyEdit content() throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> text();
      case START_ARRAY -> lastBlock();
      default -> {
        json.skipChildren();
        yield null;
      }
    };
  }

  /** A text has no place for a breakpoint, so it becomes a block. */
  private @Nullable BodyEdit text() throws IOException {
    int start = BodyEdit.tokenStart(json);
    int end = BodyEdit.valueEnd(json);
    String raw = new String(body, start, end - start, StandardCharsets.UTF_8);
    return raw.length() == "\"\"".length()
        ? null
        : new BodyEdit(start, end, "[{\"type\":\"text\",\"text\":" + raw + "," + MARK + "}]");
  }

  private @Nullable BodyEdit lastBlock() throws IOException {
    BodyEdit last = null;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      last = null;
      if (!WireJson.isObjectOrSkip(json)) {
        continue;
      }
      String type = "";
      for (String name; (name = WireJson.nextField(json)) != null; ) {
        if (name.equals("type")) {
          type = WireJson.stringOrEmpty(json);
        } else {
          json.skipChildren();
        }
      }
      int end = BodyEdit.tokenStart(json);
      last = UNMARKED.contains(type) ? null : new BodyEdit(end, end, "," + MARK);
    }
    return last;
  }
}
