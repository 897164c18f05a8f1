package dev.firstword.adapters.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.EventTemplate;
import dev.firstword.adapters.dialect.EventTranslator;
import dev.firstword.adapters.dialect.ListenerGate;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Translates a streamed answer of chat completions. An answer is complete at {@code [DONE]}. A
 * stream that ends or breaks after its {@code finish_reason} is complete too, because some servers
 * send nothing more.
 */
public final class OpenAiTranslator extends EventTranslator {

  private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);

  private final EventTemplate chunkTemplate = new EventTemplate();

  /** The byte offset of the text in the chunk; -1 if there is none. */
  private long textOffset;

  /** Whether the chunk contains anything of interest besides its text. */
  private boolean hasOtherContent;

  private @Nullable FinishReason finishReason;
  private Usage usage = Usage.NONE;

  /** Reports through the gate; an event may have at most {@code maxEventBytes} of data. */
  public OpenAiTranslator(ListenerGate gate, int maxEventBytes) {
    super(gate, maxEventBytes);
  }

  @Override
  public void end() {
    fail(new Cut("the stream ended without finish_reason and [DONE]"));
  }

  @Override
  public void fail(ProviderFailure failure) {
    if (finishReason != null) {
      gate.complete(finishReason, usage);
    } else {
      gate.fail(failure);
    }
  }

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    if (!gate.isOpen() || length == 0) {
      return;
    }
    if (Arrays.equals(bytes, offset, offset + length, DONE, 0, DONE.length)) {
      gate.complete(finishReason == null ? FinishReason.OTHER : finishReason, usage);
      return;
    }
    String text = chunkTemplate.extractText(bytes, offset, length);
    if (text != null) {
      gate.emitText(text);
      return;
    }
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      textOffset = -1;
      hasOtherContent = false;
      readChunk(json);
      if (!hasOtherContent) {
        chunkTemplate.learn(bytes, offset, length, textOffset);
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
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "choices" -> {
          String content = readChoices(json);
          text = content != null ? content : text;
        }
        case "usage" -> readUsage(json);
        case "id", "created", "model", "system_fingerprint", "provider" -> json.skipChildren();
        default -> {
          error = error == null ? new ErrorObject() : error;
          error.readField(field, json);
        }
      }
    }
    if (json.nextToken() != null) {
      throw new IOException("more than one value");
    }
    if (text != null) {
      gate.emitText(text);
    }
    if (error != null && error.isPresent()) {
      hasOtherContent = true;
      gate.fail(error.toStreamFailure());
    }
  }

  /** Reads the first choice; no others are requested. */
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
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      if (field.equals("delta") && WireJson.isObjectOrSkip(json)) {
        for (String inner; (inner = WireJson.nextField(json)) != null; ) {
          if (inner.equals("content")) {
            textOffset = json.currentTokenLocation().getByteOffset();
            text = WireJson.stringOrSkip(json);
          } else {
            json.skipChildren();
          }
        }
      } else if (field.equals("finish_reason")) {
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
    hasOtherContent = true;
    finishReason =
        switch (reason) {
          case "stop" -> FinishReason.STOP;
          case "length" -> FinishReason.LENGTH;
          case "content_filter" -> FinishReason.REFUSAL;
          default -> FinishReason.OTHER;
        };
  }

  /** OpenAI's input count includes cached tokens; {@link Usage} excludes them. */
  private void readUsage(JsonParser json) throws IOException {
    if (!WireJson.isObjectOrSkip(json)) {
      return;
    }
    long input = 0;
    long output = 0;
    long cached = 0;
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "prompt_tokens" -> input = WireJson.countOrSkip(json, input);
        case "completion_tokens" -> output = WireJson.countOrSkip(json, output);
        case "prompt_tokens_details" -> cached = readCached(json);
        default -> json.skipChildren();
      }
    }
    hasOtherContent = true;
    usage = new Usage(Math.max(0, input - cached), output, 0, cached);
  }

  private static long readCached(JsonParser json) throws IOException {
    long cached = 0;
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals("cached_tokens")) {
          cached = WireJson.countOrSkip(json, cached);
        } else {
          json.skipChildren();
        }
      }
    }
    return cached;
  }
}
