package dev.firstword.provider.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.protocol.EventStreamDecoder;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ProviderFailure.Cut;
import dev.firstword.provider.ProviderFailure.Malformed;
import dev.firstword.provider.dialect.ListenerGate;
import dev.firstword.provider.dialect.ResponseTranslator;
import dev.firstword.provider.dialect.TextFrame;
import dev.firstword.provider.dialect.WireJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer of the Messages API. Only text counts: thinking, signatures, tool input
 * and citations are passed over, as are events that are not known.
 */
public final class AnthropicTranslator implements ResponseTranslator, EventStreamDecoder.Sink {

  private final ListenerGate gate;
  private final EventStreamDecoder decoder;
  private final AnthropicUsage usage = new AnthropicUsage();
  private final TextFrame deltas = new TextFrame();

  private FinishReason finishReason = FinishReason.OTHER;

  /** Tells through the gate; an event may have at most {@code eventLimit} bytes of data. */
  public AnthropicTranslator(ListenerGate gate, int eventLimit) {
    this.gate = gate;
    this.decoder = new EventStreamDecoder(eventLimit, this);
  }

  @Override
  public void read(byte[] bytes, int offset, int length) {
    decoder.feed(bytes, offset, length);
  }

  @Override
  public void end() {
    gate.fail(new Cut("the stream ended without message_stop"));
  }

  @Override
  public void fail(ProviderFailure failure) {
    gate.fail(failure);
  }

  @Override
  public void onTooLarge(int limit) {
    gate.fail(new Malformed("an event has more than " + limit + " bytes"));
  }

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    if (!gate.isOpen()) {
      return;
    }
    switch (name) {
      case "content_block_delta" -> {
        String text = deltas.cut(bytes, offset, length);
        if (text != null) {
          gate.text(text);
        } else {
          read(
              name,
              bytes,
              offset,
              length,
              json -> deltas.learn(bytes, offset, length, readBlockDelta(json)));
        }
      }
      case "content_block_start" -> read(name, bytes, offset, length, this::readBlockStart);
      case "message_start" -> read(name, bytes, offset, length, this::readMessageStart);
      case "message_delta" -> read(name, bytes, offset, length, this::readMessageDelta);
      case "message_stop" -> gate.end(finishReason, usage.counted());
      case "error" -> read(name, bytes, offset, length, this::readError);
      // ping, content_block_stop, and what a later version may add.
      default -> {}
    }
  }

  private void read(
      String name, byte[] bytes, int offset, int length, WireJson.Step<JsonParser> reader) {
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      reader.apply(json);
    } catch (IOException broken) {
      // The name is one of the six above, hence our own word.
      gate.fail(new Malformed("the data of a " + name + " event is not the JSON it should be"));
    }
  }

  /** Returns where its text begins; -1 where it has none. */
  private long readBlockDelta(JsonParser json) throws IOException {
    return tellText(json, "delta", "text_delta");
  }

  private void readBlockStart(JsonParser json) throws IOException {
    tellText(json, "content_block", "text");
  }

  /**
   * Tells the {@code text} of the named member, where that is of the type given.
   *
   * @return where the text begins, in bytes; -1 where nothing was told
   */
  private long tellText(JsonParser json, String holder, String type) throws IOException {
    String text = null;
    long begin = -1;
    boolean isText = false;
    beginObject(json);
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      if (member.equals(holder) && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextMember(json)) != null; ) {
          switch (inner) {
            case "type" -> isText = type.equals(WireJson.stringOrSkip(json));
            case "text" -> {
              begin = json.currentTokenLocation().getByteOffset();
              text = WireJson.stringOrSkip(json);
            }
            default -> json.skipChildren();
          }
        }
      } else {
        json.skipChildren();
      }
    }
    endDocument(json);
    if (!isText || text == null) {
      return -1;
    }
    gate.text(text);
    return begin;
  }

  private void readMessageStart(JsonParser json) throws IOException {
    beginObject(json);
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      if (member.equals("message") && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextMember(json)) != null; ) {
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
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      if (member.equals("delta") && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextMember(json)) != null; ) {
          if (inner.equals("stop_reason")) {
            readStopReason(WireJson.stringOrSkip(json));
          } else {
            json.skipChildren();
          }
        }
      } else {
        usage.readIf(member.equals("usage"), json);
      }
    }
    endDocument(json);
  }

  private void readStopReason(@Nullable String reason) {
    if (reason == null) {
      return;
    }
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
    gate.fail(type.inStream());
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
