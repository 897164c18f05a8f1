package dev.firstword.adapters.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a content block starts with, what a delta adds to it, or a whole block. Absent strings are
 * empty.
 */
final class ContentBlock {

  private static final String EMPTY_INPUT = "{}";

  /** A longer block is not kept to be handed back. */
  private static final int MAX_PROVIDER_BLOCK_BYTES = 4 * 1024 * 1024;

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

  /** The citations of a whole block, or the one of a delta. */
  final List<CitedSource> citations = new ArrayList<>(0);

  /** The call that this is the result of. */
  String toolUseId = "";

  /** Whether this is the result of a call that failed. */
  boolean isError;

  /**
   * The block of a tool that the provider runs, as it was written: what precedes its input, and
   * what follows it. The second part is empty if the block has no input.
   */
  String rawStart = "";

  String rawEnd = "";

  /** Of the message, in a {@code message_delta}. */
  @Nullable String stopReason;

  /** Why the model declined; null if it did not. */
  @Nullable String refusalCategory;

  /**
   * Reads the current object.
   *
   * @param bytes the event that is parsed, from {@code offset} on
   */
  static ContentBlock read(JsonParser json, byte[] bytes, int offset) throws IOException {
    ContentBlock block = new ContentBlock();
    int start = position(json.currentTokenLocation().getByteOffset(), offset);
    int inputStart = -1;
    int inputEnd = -1;
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
        case "input" -> {
          inputStart = position(json.currentTokenLocation().getByteOffset(), offset);
          block.input = readInput(json, bytes, offset);
          json.finishToken();
          inputEnd = position(json.currentLocation().getByteOffset(), offset);
        }
        case "tool_use_id" -> block.toolUseId = WireJson.stringOrEmpty(json);
        case "is_error" -> block.isError |= isTrue(json);
        case "content" -> block.isError |= isErrorContent(json);
        case "citation" -> CitedSource.read(json, bytes, offset, block.citations);
        case "citations" -> CitedSource.readAll(json, bytes, offset, block.citations);
        case "partial_json" -> block.partialJson = readPiece(json, bytes, offset);
        case "stop_reason" -> block.stopReason = WireJson.wordOrSkip(json);
        case "stop_details" -> block.refusalCategory = readStopDetails(json);
        default -> json.skipChildren();
      }
    }
    if (block.isProviderTool()) {
      int end = position(json.currentLocation().getByteOffset(), offset);
      block.keepRaw(bytes, start, inputStart, inputEnd, end);
    }
    return block;
  }

  private static int position(long byteOffset, int offset) {
    return offset + Math.toIntExact(byteOffset);
  }

  private void keepRaw(byte[] bytes, int start, int inputStart, int inputEnd, int end) {
    if (end - start > MAX_PROVIDER_BLOCK_BYTES) {
      return;
    }
    if (inputStart < 0) {
      rawStart = new String(bytes, start, end - start, UTF_8);
    } else {
      rawStart = new String(bytes, start, inputStart - start, UTF_8);
      rawEnd = new String(bytes, inputEnd, end - inputEnd, UTF_8);
    }
  }

  /** Whether this is a call of a tool that the provider runs. */
  boolean isProviderToolCall() {
    return type.equals("server_tool_use") || type.equals("mcp_tool_use");
  }

  /** Whether this is the result of a tool that the provider runs. */
  boolean isProviderToolResult() {
    return type.endsWith("_tool_result");
  }

  /** Whether the provider requires this block back as it is. */
  private boolean isProviderTool() {
    return isProviderToolCall() || isProviderToolResult() || type.equals("container_upload");
  }

  private static boolean isTrue(JsonParser json) throws IOException {
    boolean isTrue = json.currentToken() == JsonToken.VALUE_TRUE;
    json.skipChildren();
    return isTrue;
  }

  /** Returns whether the content of a result is an error, whose type says so. */
  private static boolean isErrorContent(JsonParser json) throws IOException {
    boolean isError = false;
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals("type")) {
          isError = WireJson.stringOrEmpty(json).endsWith("_error");
        } else {
          json.skipChildren();
        }
      }
    }
    return isError;
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

  /** Returns the category of a refusal, empty if it has none; null if there is no refusal. */
  static @Nullable String readStopDetails(JsonParser json) throws IOException {
    boolean isRefusal = false;
    String category = "";
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        switch (field) {
          case "type" -> isRefusal = "refusal".equals(WireJson.stringOrSkip(json));
          case "category" -> category = WireJson.stringOrEmpty(json);
          default -> json.skipChildren();
        }
      }
    }
    return isRefusal ? category : null;
  }
}
