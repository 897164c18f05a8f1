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
 * send nothing more. A refusal sets the finish reason {@code REFUSAL}; its text is not part of the
 * answer.
 */
public final class OpenAiTranslator extends EventTranslator {

  private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);

  private final EventTemplate chunkTemplate = new EventTemplate();
  private final ThinkTagSplitter splitter;
  private final ChunkDelta delta = new ChunkDelta();

  /** Whether the chunk contains anything of interest besides its text. */
  private boolean hasOtherContent;

  private @Nullable FinishReason finishReason;
  private boolean isRefused;
  private Usage usage = Usage.NONE;

  /** Reports through the gate; an event may have at most {@code maxEventBytes} of data. */
  public OpenAiTranslator(ListenerGate gate, int maxEventBytes) {
    super(gate, maxEventBytes);
    this.splitter = new ThinkTagSplitter(gate);
  }

  @Override
  public void end() {
    fail(new Cut("the stream ended without finish_reason and [DONE]"));
  }

  @Override
  public void fail(ProviderFailure failure) {
    if (finishReason != null) {
      complete(finishReason);
    } else {
      gate.fail(failure);
    }
  }

  private void complete(FinishReason reason) {
    splitter.end();
    gate.complete(isRefused ? FinishReason.REFUSAL : reason, usage);
  }

  @Override
  public void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    if (!gate.isOpen() || length == 0) {
      return;
    }
    if (Arrays.equals(bytes, offset, offset + length, DONE, 0, DONE.length)) {
      complete(finishReason == null ? FinishReason.OTHER : finishReason);
      return;
    }
    String text = chunkTemplate.extractText(bytes, offset, length);
    if (text != null) {
      splitter.read(text);
      return;
    }
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      delta.clear();
      hasOtherContent = false;
      readChunk(json);
      if (!hasOtherContent) {
        chunkTemplate.learn(bytes, offset, length, delta.textOffset());
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
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "choices" -> readChoices(json);
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
    emitDelta();
    if (error != null && error.isPresent()) {
      hasOtherContent = true;
      gate.fail(error.toStreamFailure());
    } else if (finishReason != null) {
      splitter.end();
      gate.finishThinking();
    }
  }

  private void emitDelta() {
    if (!delta.reasoning().isEmpty()) {
      hasOtherContent = true;
      gate.emitThinkingText(delta.reasoning());
    }
    splitter.read(delta.text());
    if (!delta.refusal().isEmpty()) {
      hasOtherContent = true;
      isRefused = true;
      splitter.end(); // What the model says about it is not an answer, so it is not shown.
    }
  }

  /** Reads the first choice; no others are requested. */
  private void readChoices(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    boolean first = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (first && json.currentToken() == JsonToken.START_OBJECT) {
        readChoice(json);
      } else {
        json.skipChildren();
      }
      first = false;
    }
  }

  private void readChoice(JsonParser json) throws IOException {
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      if (field.equals("delta") && WireJson.isObjectOrSkip(json)) {
        delta.read(json);
      } else if (field.equals("finish_reason")) {
        readFinishReason(WireJson.stringOrSkip(json));
      } else {
        json.skipChildren();
      }
    }
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

  private void readUsage(JsonParser json) throws IOException {
    if (WireJson.isObjectOrSkip(json)) {
      hasOtherContent = true;
      usage = OpenAiUsage.read(json);
    }
  }
}
