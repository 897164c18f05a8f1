package dev.firstword.adapters.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.Annotation;
import dev.firstword.adapters.dialect.ProviderError;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code delta} of a chunk, or a whole {@code message}: text, reasoning, refusal and tool calls
 * in any of the known spellings, and the sources of the answer.
 *
 * <p>Reasoning is no part of OpenAI's protocol, so servers differ: {@code reasoning_content}
 * (DeepSeek, Qwen, llama.cpp), {@code reasoning} (Ollama, vLLM), {@code reasoning_details}
 * (OpenRouter), {@code thinking}, or parts of {@code content} (Mistral). Signatures and encrypted
 * reasoning are only kept to be handed back.
 */
final class ChunkDelta {

  private String text = "";
  private long textOffset = -1;
  private String reasoning = "";
  private boolean isReasoningString;
  private String refusal = "";
  private String reasoningDetails = "";
  private final List<ToolCallPiece> toolCalls = new ArrayList<>(0);
  private final List<Annotation> annotations = new ArrayList<>(0);

  /** Prepares for the next chunk. */
  void clear() {
    text = "";
    textOffset = -1;
    reasoning = "";
    isReasoningString = false;
    refusal = "";
    reasoningDetails = "";
    toolCalls.clear();
    annotations.clear();
  }

  /** Returns whether there is anything. */
  boolean hasContent() {
    return !text.isEmpty() || hasOtherContent();
  }

  /** Returns whether there is anything besides text. */
  boolean hasOtherContent() {
    return !(reasoning.isEmpty()
        && refusal.isEmpty()
        && reasoningDetails.isEmpty()
        && toolCalls.isEmpty()
        && annotations.isEmpty());
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

  /** The reasoning details as they were written, a JSON text; empty if there are none. */
  String reasoningDetails() {
    return reasoningDetails;
  }

  /** Pieces of tool calls, or whole ones. */
  List<ToolCallPiece> toolCalls() {
    return toolCalls;
  }

  /** The sources of the answer. */
  List<Annotation> annotations() {
    return annotations;
  }

  /**
   * Reads the current object.
   *
   * @param bytes the chunk that is parsed, from {@code offset} on
   * @param error takes an error that stands in the object
   */
  void read(JsonParser json, byte[] bytes, int offset, ProviderError error) throws IOException {
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "content" -> readContent(json);
        case "reasoning_content", "reasoning", "thinking" ->
            offerReasoning(json.currentToken() == JsonToken.VALUE_STRING, readText(json));
        case "reasoning_details" -> readReasoningDetails(json, bytes, offset);
        case "refusal" -> refusal = WireJson.stringOrEmpty(json);
        case "tool_calls" -> ToolCallPiece.readAll(json, bytes, offset, toolCalls);
        case "function_call" -> ToolCallPiece.readLegacy(json, bytes, offset, toolCalls);
        case "annotations" -> Annotation.readAll(json, annotations);
        case "context" -> readContext(json);
        case "error" -> error.readError(json);
        default -> json.skipChildren();
      }
    }
  }

  /** Reads a piece of text that stands beside the delta, as in completions. */
  void readPlainText(JsonParser json) throws IOException {
    if (text.isEmpty()) {
      textOffset = json.currentTokenLocation().getByteOffset();
      text = WireJson.stringOrEmpty(json);
    } else {
      json.skipChildren();
    }
  }

  /** Azure describes the documents that it searched beside the answer. */
  private void readContext(JsonParser json) throws IOException {
    if (WireJson.isObjectOrSkip(json)) {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        if (field.equals("citations")) {
          Annotation.readAll(json, annotations);
        } else {
          json.skipChildren();
        }
      }
    }
  }

  private void readReasoningDetails(JsonParser json, byte[] bytes, int offset) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    reasoningDetails = WireJson.rawValue(json, bytes, offset);
    byte[] raw = reasoningDetails.getBytes(UTF_8);
    try (JsonParser details = WireJson.parser(raw, 0, raw.length)) {
      details.nextToken();
      offerReasoning(false, readText(details));
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
    if (json.currentToken() == JsonToken.START_OBJECT) {
      readContentParts(json, true);
      return;
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      textOffset = json.currentTokenLocation().getByteOffset();
      text = WireJson.stringOrEmpty(json);
      return;
    }
    readContentParts(json, false);
  }

  /** Reads a list of parts, or a part that stands alone. */
  private void readContentParts(JsonParser json, boolean isAlone) throws IOException {
    StringBuilder answer = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    if (isAlone) {
      readPart(json, answer, thought);
    } else {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          answer.append(WireJson.stringOrEmpty(json));
        } else if (WireJson.isObjectOrSkip(json)) {
          readPart(json, answer, thought);
        }
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
        case "type" -> type = WireJson.stringOrEmpty(json);
        case "text" -> partText = readText(json);
        case "thinking", "reasoning", "summary" -> {
          if (partReasoning.isEmpty()) {
            collectText(json, partReasoning);
          } else {
            json.skipChildren();
          }
        }
        case "refusal" -> partRefusal = WireJson.stringOrEmpty(json);
        default -> json.skipChildren();
      }
    }
    switch (type) {
      case "", "text", "output_text", "text_delta" -> answer.append(partText);
      case "thinking", "reasoning", "reasoning_text" ->
          thought.append(partReasoning.isEmpty() ? partText : partReasoning);
      case "refusal" -> refusal += partRefusal;
      default -> {}
    }
  }

  /** Returns the text of a string, of an object with text, or of a list of these. */
  private static String readText(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return WireJson.stringOrEmpty(json);
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
}
