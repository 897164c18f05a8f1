package dev.firstword.adapters.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.EventTemplate;
import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Translates a streamed answer of the Messages API: text, thinking and usage. A thought lasts as
 * long as its block, shown or not. Signatures, redacted data, tool input, citations and unknown
 * events are ignored.
 */
public final class AnthropicTranslator extends EventTranslator {

  private final AnthropicUsage usage = new AnthropicUsage();
  private final EventTemplate deltaTemplate = new EventTemplate();

  private FinishReason finishReason = FinishReason.OTHER;

  /** Reports through the gate; an event may have at most {@code maxEventBytes} of data. */
  public AnthropicTranslator(ListenerGate gate, int maxEventBytes) {
    super(gate, maxEventBytes);
  }

  @Override
  public void end() {
    gate.fail(new Cut("the stream ended without message_stop"));
  }

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    if (!gate.isOpen()) {
      return;
    }
    switch (name) {
      case "content_block_delta" -> {
        String text = deltaTemplate.extractText(bytes, offset, length);
        if (text != null) {
          gate.emitText(text);
        } else {
          read(
              name,
              bytes,
              offset,
              length,
              json -> deltaTemplate.learn(bytes, offset, length, readBlockDelta(json)));
        }
      }
      case "content_block_start" -> read(name, bytes, offset, length, this::readBlockStart);
      case "content_block_stop" -> gate.finishThinking();
      case "message_start" -> read(name, bytes, offset, length, this::readMessageStart);
      case "message_delta" -> read(name, bytes, offset, length, this::readMessageDelta);
      case "message_stop" -> gate.complete(finishReason, usage.toUsage());
      case "error" -> read(name, bytes, offset, length, this::readError);
      // ping, and events of later versions.
      default -> {}
    }
  }

  private void read(
      String name, byte[] bytes, int offset, int length, WireJson.JsonConsumer<JsonParser> reader) {
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      reader.accept(json);
    } catch (IOException broken) {
      // The name is one of those above, hence not the provider's text.
      gate.fail(new Malformed("the data of a " + name + " event is not the JSON it should be"));
    }
  }

  /** Returns the byte offset of its text; -1 if it has none. */
  private long readBlockDelta(JsonParser json) throws IOException {
    BlockContent delta = readContent(json, "delta");
    switch (delta.type()) {
      case "text_delta" -> {
        gate.emitText(delta.text());
        return delta.textOffset();
      }
      case "thinking_delta" -> {
        gate.emitThinkingText(delta.thinking());
        gate.emitThinkingTokens(delta.estimatedTokens());
      }
      default -> {}
    }
    return -1;
  }

  private void readBlockStart(JsonParser json) throws IOException {
    BlockContent block = readContent(json, "content_block");
    gate.finishThinking(); // Only one block is open at a time, even if its stop was omitted.
    switch (block.type()) {
      case "text" -> gate.emitText(block.text());
      case "thinking" -> {
        gate.startThinking();
        gate.emitThinkingText(block.thinking());
      }
      case "redacted_thinking" -> gate.startThinking();
      default -> {}
    }
  }

  /**
   * What a block starts with, or what a delta adds to it.
   *
   * @param textOffset the byte offset of the text; -1 if there is none
   * @param estimatedTokens the tokens of a hidden thought since the previous delta; 0 if not given
   */
  private record BlockContent(
      String type, String text, long textOffset, String thinking, long estimatedTokens) {}

  /** Reads the object in the named field; absent strings are empty. */
  private static BlockContent readContent(JsonParser json, String container) throws IOException {
    String type = null;
    String text = null;
    long textOffset = -1;
    String thinking = null;
    long estimatedTokens = 0;
    beginObject(json);
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      if (field.equals(container) && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextField(json)) != null; ) {
          switch (inner) {
            case "type" -> type = WireJson.stringOrSkip(json);
            case "text" -> {
              textOffset = json.currentTokenLocation().getByteOffset();
              text = WireJson.stringOrSkip(json);
            }
            case "thinking" -> thinking = WireJson.stringOrSkip(json);
            case "estimated_tokens" -> estimatedTokens = WireJson.countOrSkip(json, 0);
            default -> json.skipChildren();
          }
        }
      } else {
        json.skipChildren();
      }
    }
    endDocument(json);
    return new BlockContent(
        type == null ? "" : type,
        text == null ? "" : text,
        text == null ? -1 : textOffset,
        thinking == null ? "" : thinking,
        estimatedTokens);
  }

  private void readMessageStart(JsonParser json) throws IOException {
    beginObject(json);
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      if (field.equals("message") && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextField(json)) != null; ) {
          usage.readIf(inner.equals("usage"), json);
        }
      } else {
        json.skipChildren();
      }
    }
    endDocument(json);
  }

  private void readMessageDelta(JsonParser json) throws IOException {
    beginObject(json);
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      if (field.equals("delta") && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextField(json)) != null; ) {
          if (inner.equals("stop_reason")) {
            readStopReason(WireJson.stringOrSkip(json));
          } else {
            json.skipChildren();
          }
        }
      } else {
        usage.readIf(field.equals("usage"), json);
      }
    }
    endDocument(json);
  }

  private void readStopReason(@Nullable String reason) {
    if (reason == null) {
      return;
    }
    gate.finishThinking();
    finishReason =
        switch (reason) {
          case "end_turn", "stop_sequence" -> FinishReason.STOP;
          case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
          case "refusal" -> FinishReason.REFUSAL;
          default -> FinishReason.OTHER;
        };
  }

  private void readError(JsonParser json) throws IOException {
    ErrorType type = ErrorType.readFrom(json);
    endDocument(json);
    gate.fail(type.toStreamFailure());
  }

  private static void beginObject(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
  }

  private static void endDocument(JsonParser json) throws IOException {
    if (json.nextToken() != null) {
      throw new IOException("more than one value");
    }
  }
}
