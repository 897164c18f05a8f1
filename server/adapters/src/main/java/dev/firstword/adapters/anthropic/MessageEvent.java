package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.CacheDiagnostics;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.provider.CacheReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one event of the Messages API, or of a whole message, of any type. */
final class MessageEvent {

  static final String BLOCK_DELTA = "content_block_delta";
  static final String BLOCK_START = "content_block_start";
  static final String BLOCK_STOP = "content_block_stop";
  static final String MESSAGE_START = "message_start";
  static final String MESSAGE_DELTA = "message_delta";
  static final String MESSAGE_STOP = "message_stop";

  /** A message that is not streamed. */
  static final String MESSAGE = "message";

  private static final Set<String> STREAM_TYPES =
      Set.of(
          BLOCK_DELTA,
          BLOCK_START,
          BLOCK_STOP,
          MESSAGE_START,
          MESSAGE_DELTA,
          MESSAGE_STOP,
          "ping",
          "error");

  private String type = "";
  private long index = -1;
  private @Nullable ContentBlock delta;
  private @Nullable ContentBlock block;
  private final List<ContentBlock> content = new ArrayList<>(0);
  private @Nullable String stopReason;
  private @Nullable String refusalCategory;
  private String messageId = "";
  private @Nullable CacheMiss cacheMiss;
  private boolean isErrorType;
  private final ProviderError error = new ProviderError();

  private MessageEvent() {}

  /**
   * Reads an event.
   *
   * @param name the event's name; its data decides if that has a type
   * @param usage takes the counts
   * @throws IOException if it is not one JSON object
   */
  static MessageEvent read(String name, byte[] bytes, int offset, int length, AnthropicUsage usage)
      throws IOException {
    MessageEvent event = new MessageEvent();
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      WireJson.beginObject(json);
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        event.readField(field, json, bytes, offset, usage);
      }
      WireJson.endDocument(json);
    }
    event.type = event.inferType(name);
    return event;
  }

  private void readField(
      String field, JsonParser json, byte[] bytes, int offset, AnthropicUsage usage)
      throws IOException {
    switch (field) {
      case "type" -> {
        type = WireJson.stringOrEmpty(json);
        isErrorType = type.equals("error");
      }
      case "index" -> index = WireJson.countOrSkip(json, -1);
      case "delta" -> delta = readBlock(json, bytes, offset);
      case "content_block" -> block = readBlock(json, bytes, offset);
      case "content" -> readContent(json, bytes, offset);
      case "message" -> readMessage(json, bytes, offset, usage);
      case "stop_reason" -> stopReason = WireJson.wordOrSkip(json);
      case "stop_details" -> refusalCategory = ContentBlock.readStopDetails(json);
      case "usage" -> usage.readIf(true, json);
      default -> error.readField(field, json);
    }
  }

  private static @Nullable ContentBlock readBlock(JsonParser json, byte[] bytes, int offset)
      throws IOException {
    return WireJson.isObjectOrSkip(json) ? ContentBlock.read(json, bytes, offset) : null;
  }

  private void readContent(JsonParser json, byte[] bytes, int offset) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      ContentBlock each = readBlock(json, bytes, offset);
      if (each != null) {
        content.add(each);
      }
    }
  }

  private void readMessage(JsonParser json, byte[] bytes, int offset, AnthropicUsage usage)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      error.readField("message", json); // The message of an error.
      return;
    }
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "content", "stop_reason", "stop_details", "usage" ->
            readField(field, json, bytes, offset, usage);
        case "id" -> messageId = WireJson.stringOrEmpty(json);
        case "diagnostics" -> cacheMiss = CacheDiagnostics.read(json);
        default -> json.skipChildren();
      }
    }
  }

  /** The data shows what an event is, then its name, then its content. */
  private String inferType(String name) {
    if (STREAM_TYPES.contains(type) || type.equals(MESSAGE)) {
      return type;
    }
    if (STREAM_TYPES.contains(name)) {
      return name;
    }
    if (!type.isEmpty()) {
      return type;
    }
    if (delta != null) {
      return delta.stopReason == null ? BLOCK_DELTA : MESSAGE_DELTA;
    }
    return block == null ? "" : BLOCK_START;
  }

  String type() {
    return type;
  }

  /** The index of the block; -1 if there is none. */
  long index() {
    return index;
  }

  @Nullable ContentBlock delta() {
    return delta;
  }

  /** The block that begins. */
  @Nullable ContentBlock block() {
    return block;
  }

  /** The blocks of a message that is not streamed. */
  List<ContentBlock> content() {
    return content;
  }

  /** What the message says of its cache; null if the event does not begin it. */
  @Nullable CacheReport cacheReport() {
    return messageId.isEmpty() ? null : new CacheReport(messageId, cacheMiss);
  }

  @Nullable String stopReason() {
    return stopReason != null || delta == null ? stopReason : delta.stopReason;
  }

  /** The category of a refusal, empty if it has none; null without the details of a refusal. */
  @Nullable String refusalCategory() {
    return refusalCategory != null || delta == null ? refusalCategory : delta.refusalCategory;
  }

  /** The error; null if there is none. */
  @Nullable ProviderError error() {
    boolean isKnown = STREAM_TYPES.contains(type) || type.equals(MESSAGE);
    return isErrorType || type.equals("error") || error.isPresent(isKnown) ? error : null;
  }
}
