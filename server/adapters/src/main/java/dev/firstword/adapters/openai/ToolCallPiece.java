package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a tool call, or a whole one, in any of the known spellings: within {@code function} or
 * beside it, with the arguments as a string or as an object.
 *
 * @param index the place of its call in the answer; -1 if there is none
 * @param position its place among the calls of its chunk
 * @param id the provider's id; null if there is none
 * @param name empty if there is none
 * @param arguments empty if there are none
 */
record ToolCallPiece(long index, int position, @Nullable String id, String name, String arguments) {

  /** The index of a {@code function_call}, the only one of its answer. */
  static final long LEGACY_INDEX = Long.MAX_VALUE;

  /**
   * Reads the current value, a list of pieces or one piece, and adds them to the list.
   *
   * @param bytes the chunk that is parsed, from {@code offset} on
   */
  static void readAll(JsonParser json, byte[] bytes, int offset, List<ToolCallPiece> pieces)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      readOne(json, bytes, offset, 0, pieces);
      return;
    }
    for (int position = 0; json.nextToken() != JsonToken.END_ARRAY; position++) {
      readOne(json, bytes, offset, position, pieces);
    }
  }

  private static void readOne(
      JsonParser json, byte[] bytes, int offset, int position, List<ToolCallPiece> pieces)
      throws IOException {
    if (WireJson.isObjectOrSkip(json)) {
      Builder builder = new Builder();
      builder.read(json, bytes, offset);
      pieces.add(builder.build(position));
    }
  }

  /** Reads a {@code function_call}, which preceded {@code tool_calls}. */
  static void readLegacy(JsonParser json, byte[] bytes, int offset, List<ToolCallPiece> pieces)
      throws IOException {
    if (WireJson.isObjectOrSkip(json)) {
      Builder builder = new Builder();
      builder.read(json, bytes, offset);
      builder.index = LEGACY_INDEX;
      pieces.add(builder.build(0));
    }
  }

  private static final class Builder {
    private long index = -1;
    private @Nullable String id;
    private String name = "";
    private String arguments = "";

    void read(JsonParser json, byte[] bytes, int offset) throws IOException {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        switch (field) {
          case "index" -> index = WireJson.countOrSkip(json, -1);
          case "id" -> id = readId(json);
          case "function" -> {
            if (json.currentToken() == JsonToken.START_OBJECT) {
              read(json, bytes, offset);
            } else {
              name = WireJson.stringOrEmpty(json);
            }
          }
          case "name" -> name = WireJson.stringOrEmpty(json);
          case "arguments", "parameters", "input" -> arguments = readArguments(json, bytes, offset);
          default -> json.skipChildren();
        }
      }
    }

    private static @Nullable String readId(JsonParser json) throws IOException {
      String id =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              ? json.getText()
              : WireJson.stringOrEmpty(json);
      return id.isEmpty() ? null : id;
    }

    private String readArguments(JsonParser json, byte[] bytes, int offset) throws IOException {
      return json.currentToken() == JsonToken.START_OBJECT
          ? WireJson.rawValue(json, bytes, offset)
          : WireJson.stringOrEmpty(json);
    }

    ToolCallPiece build(int position) {
      return new ToolCallPiece(index, position, id, name.isBlank() ? "" : name, arguments);
    }
  }
}
