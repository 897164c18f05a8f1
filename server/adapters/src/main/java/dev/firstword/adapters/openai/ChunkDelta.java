package dev.firstword.adapters.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The {@code delta} of a chunk: text, reasoning and refusal in any of the known spellings.
 *
 * <p>Reasoning is no part of OpenAI's protocol, so servers differ: {@code reasoning_content}
 * (DeepSeek, Qwen, llama.cpp), {@code reasoning} (Ollama, vLLM), {@code reasoning_details}
 * (OpenRouter), {@code thinking}, or parts of {@code content} (Mistral). Signatures and encrypted
 * reasoning are never read.
 */
final class ChunkDelta {

  private String text = "";
  private long textOffset = -1;
  private String reasoning = "";
  private boolean isReasoningString;
  private String refusal = "";

  /** Prepares for the next chunk. */
  void clear() {
    text = "";
    textOffset = -1;
    reasoning = "";
    isReasoningString = false;
    refusal = "";
  }

  /** A piece of the answer; empty if there is none. */
  String text() {
    return text;
  }

  /** The byte offset of the text's opening quote in the chunk; -1 if it is not a plain string. */
  long textOffset() {
    return textOffset;
  }

  /** A piece of a thought, which precedes the text; empty if there is none. */
  String reasoning() {
    return reasoning;
  }

  /** A piece of the explanation why the model does not answer; empty if there is none. */
  String refusal() {
    return refusal;
  }

  /** Reads the current object. */
  void read(JsonParser json) throws IOException {
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "content" -> readContent(json);
        case "reasoning_content", "reasoning", "reasoning_details", "thinking" ->
            offerReasoning(json.currentToken() == JsonToken.VALUE_STRING, readText(json));
        case "refusal" -> refusal = emptyIfNull(WireJson.stringOrSkip(json));
        default -> json.skipChildren();
      }
    }
  }

  /**
   * Several servers send the same reasoning in two spellings. Only one is used, preferably a plain
   * string.
   */
  private void offerReasoning(boolean isString, String offered) {
    if (!offered.isEmpty() && (reasoning.isEmpty() || (isString && !isReasoningString))) {
      reasoning = offered;
      isReasoningString = isString;
    }
  }

  private void readContent(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      textOffset = json.currentTokenLocation().getByteOffset();
      text = emptyIfNull(WireJson.stringOrSkip(json));
      return;
    }
    StringBuilder answer = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (WireJson.isObjectOrSkip(json)) {
        readPart(json, answer, thought);
      }
    }
    textOffset = -1;
    text = answer.toString();
    offerReasoning(false, thought.toString());
  }

  private void readPart(JsonParser json, StringBuilder answer, StringBuilder thought)
      throws IOException {
    String type = "";
    String partText = "";
    StringBuilder partReasoning = new StringBuilder();
    String partRefusal = "";
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "type" -> type = emptyIfNull(WireJson.stringOrSkip(json));
        case "text" -> partText = readText(json);
        case "thinking", "reasoning", "summary" -> {
          if (partReasoning.isEmpty()) {
            collectText(json, partReasoning);
          } else {
            json.skipChildren();
          }
        }
        case "refusal" -> partRefusal = emptyIfNull(WireJson.stringOrSkip(json));
        default -> json.skipChildren();
      }
    }
    switch (type) {
      case "text", "output_text" -> answer.append(partText);
      case "thinking", "reasoning", "reasoning_text" ->
          thought.append(partReasoning.isEmpty() ? partText : partReasoning);
      case "refusal" -> refusal += partRefusal;
      default -> {}
    }
  }

  /** Returns the text of a string, of an object with text, or of a list of these. */
  private static String readText(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    StringBuilder collected = new StringBuilder();
    collectText(json, collected);
    return collected.toString();
  }

  private static void collectText(JsonParser json, StringBuilder collected) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      collected.append(json.getText());
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        collectText(json, collected);
      }
    } else if (json.currentToken() == JsonToken.START_OBJECT) {
      int before = collected.length();
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        boolean isText =
            switch (field) {
              case "text", "summary", "thinking", "reasoning", "content" -> true;
              default -> false;
            };
        if (isText && collected.length() == before) {
          collectText(json, collected);
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private static String emptyIfNull(@Nullable String value) {
    return value == null ? "" : value;
  }
}
