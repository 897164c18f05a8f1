package dev.firstword.provider.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.protocol.EventStreamDecoder;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ProviderFailure.Cut;
import dev.firstword.provider.ProviderFailure.Malformed;
import dev.firstword.provider.dialect.ListenerGate;
import dev.firstword.provider.dialect.ResponseTranslator;
import dev.firstword.provider.dialect.TextFrame;
import dev.firstword.provider.dialect.WireJson;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer of chat completions. An answer is complete at {@code [DONE]}; a stream
 * that ends or breaks after its {@code finish_reason} is complete as well, since some servers send
 * no more than that.
 */
public final class OpenAiTranslator implements ResponseTranslator, EventStreamDecoder.Sink {

  private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);

  private final ListenerGate gate;
  private final EventStreamDecoder decoder;
  private final TextFrame chunks = new TextFrame();

  /** Where in the chunk its text begins, in bytes; -1 where there is none. */
  private long textBegin;

  /** Whether the chunk says anything beside its text. */
  private boolean saysMore;

  private @Nullable FinishReason finishReason;
  private Usage usage = Usage.NONE;

  /** Tells through the gate; an event may have at most {@code eventLimit} bytes of data. */
  public OpenAiTranslator(ListenerGate gate, int eventLimit) {
    this.gate = gate;
    this.decoder = new EventStreamDecoder(eventLimit, this);
  }

  @Override
  public void read(byte[] bytes, int offset, int length) {
    decoder.feed(bytes, offset, length);
  }

  @Override
  public void end() {
    fail(new Cut("the stream ended without finish_reason and [DONE]"));
  }

  @Override
  public void fail(ProviderFailure failure) {
    if (finishReason != null) {
      gate.end(finishReason, usage);
    } else {
      gate.fail(failure);
    }
  }

  @Override
  public void onTooLarge(int limit) {
    gate.fail(new Malformed("an event has more than " + limit + " bytes"));
  }

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    if (!gate.isOpen() || length == 0) {
      return;
    }
    if (Arrays.equals(bytes, offset, offset + length, DONE, 0, DONE.length)) {
      gate.end(finishReason == null ? FinishReason.OTHER : finishReason, usage);
      return;
    }
    String text = chunks.cut(bytes, offset, length);
    if (text != null) {
      gate.text(text);
      return;
    }
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      textBegin = -1;
      saysMore = false;
      readChunk(json);
      if (!saysMore) {
        chunks.learn(bytes, offset, length, textBegin);
      }
    } catch (IOException broken) {
      gate.fail(new Malformed("an event's data is not the JSON it should be"));
    }
  }

  private void readChunk(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not an object");
    }
    ErrorObject error = null;
    String text = null;
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      switch (member) {
        case "choices" -> {
          String found = readChoices(json);
          text = found != null ? found : text;
        }
        case "usage" -> readUsage(json);
        case "id", "created", "model", "system_fingerprint", "provider" -> json.skipChildren();
        default -> {
          error = error == null ? new ErrorObject() : error;
          error.readMember(member, json);
        }
      }
    }
    if (json.nextToken() != null) {
      throw new IOException("more than one value");
    }
    if (text != null) {
      gate.text(text);
    }
    if (error != null && error.isPresent()) {
      saysMore = true;
      gate.fail(error.inStream());
    }
  }

  /** Reads the first choice; no other was asked for. */
  private @Nullable String readChoices(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return null;
    }
    String text = null;
    boolean first = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (first && json.currentToken() == JsonToken.START_OBJECT) {
        text = readChoice(json);
      } else {
        json.skipChildren();
      }
      first = false;
    }
    return text;
  }

  private @Nullable String readChoice(JsonParser json) throws IOException {
    String text = null;
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      if (member.equals("delta") && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextMember(json)) != null; ) {
          if (inner.equals("content")) {
            textBegin = json.currentTokenLocation().getByteOffset();
            text = WireJson.stringOrSkip(json);
          } else {
            json.skipChildren();
          }
        }
      } else if (member.equals("finish_reason")) {
        readFinishReason(WireJson.stringOrSkip(json));
      } else {
        json.skipChildren();
      }
    }
    return text;
  }

  private void readFinishReason(@Nullable String reason) {
    if (reason == null || reason.isEmpty()) {
      return;
    }
    saysMore = true;
    finishReason =
        switch (reason) {
          case "stop" -> FinishReason.STOP;
          case "length" -> FinishReason.LENGTH;
          case "content_filter" -> FinishReason.REFUSAL;
          default -> FinishReason.OTHER;
        };
  }

  /** Here the input counts what came from the cache as well; ours does not. */
  private void readUsage(JsonParser json) throws IOException {
    if (!WireJson.isObjectOrSkip(json)) {
      return;
    }
    long input = 0;
    long output = 0;
    long cached = 0;
    for (String member; (member = WireJson.nextMember(json)) != null; ) {
      switch (member) {
        case "prompt_tokens" -> input = WireJson.countOrSkip(json, input);
        case "completion_tokens" -> output = WireJson.countOrSkip(json, output);
        case "prompt_tokens_details" -> cached = readCached(json);
        default -> json.skipChildren();
      }
    }
    saysMore = true;
    usage = new Usage(Math.max(0, input - cached), output, 0, cached);
  }

  private static long readCached(JsonParser json) throws IOException {
    long cached = 0;
    if (WireJson.isObjectOrSkip(json)) {
      for (String member; (member = WireJson.nextMember(json)) != null; ) {
        if (member.equals("cached_tokens")) {
          cached = WireJson.countOrSkip(json, cached);
        } else {
          json.skipChildren();
        }
      }
    }
    return cached;
  }
}
