package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a content block starts with, what a delta adds to it, or a whole block. Absent strings are
 * empty.
 */
final class ContentBlock {

  private static final String EMPTY_INPUT = "{}";

  String type = "";
  String text = "";

  /** The byte offset of the text in its event; -1 if there is none. */
  long textOffset = -1;

  String thinking = "";

  /** The tokens of a hidden thought since the previous delta; 0 if not given. */
  long estimatedTokens;

  String signature = "";

  /** A redacted thought. */
  String data = "";

  @Nullable String id;
  String name = "";

  /** The input of a tool call that does not arrive in pieces, as a JSON text. */
  String input = "";

  String partialJson = "";

  /** Of the message, in a {@code message_delta}. */
  @Nullable String stopReason;

  boolean isRefusal;

  /**
   * Reads the current object.
   *
   * @param bytes the event that is parsed, from {@code offset} on
   */
  static ContentBlock read(JsonParser json, byte[] bytes, int offset) throws IOException {
    ContentBlock block = new ContentBlock();
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "type" -> block.type = WireJson.stringOrEmpty(json);
        case "text" -> {
          block.textOffset = json.currentTokenLocation().getByteOffset();
          block.text = WireJson.stringOrEmpty(json);
        }
        case "thinking" -> block.thinking = WireJson.stringOrEmpty(json);
        case "estimated_tokens" -> block.estimatedTokens = WireJson.countOrSkip(json, 0);
        case "signature" -> block.signature = WireJson.stringOrEmpty(json);
        case "data" -> block.data = WireJson.stringOrEmpty(json);
        case "id" -> block.id = WireJson.stringOrSkip(json);
        case "name" -> block.name = WireJson.stringOrEmpty(json);
        case "input" -> block.input = readInput(json, bytes, offset);
        case "partial_json" -> block.partialJson = readPiece(json, bytes, offset);
        case "stop_reason" -> block.stopReason = WireJson.stringOrSkip(json);
        case "stop_details" -> block.isRefusal = readStopDetails(json);
        default -> json.skipChildren();
      }
    }
    return block;
  }

  /** An empty input says nothing: the pieces follow. */
  private static String readInput(JsonParser json, byte[] bytes, int offset) throws IOException {
    String input = readPiece(json, bytes, offset);
    return input.equals(EMPTY_INPUT) ? "" : input;
  }

  /** Returns a string, or an object as it was written. */
  private static String readPiece(JsonParser json, byte[] bytes, int offset) throws IOException {
    return json.currentToken() == JsonToken.START_OBJECT
        ? WireJson.rawValue(json, bytes, offset)
        : WireJson.stringOrEmpty(json);
  }

  /** Returns whether the details are those of a refusal. */
  static boolean readStopDetails(JsonParser json) throws IOException {
    boolean isRefusal = false;
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals("type")) {
          isRefusal = "refusal".equals(WireJson.stringOrSkip(json));
        } else {
          json.skipChildren();
        }
      }
    }
    return isRefusal;
  }
}
