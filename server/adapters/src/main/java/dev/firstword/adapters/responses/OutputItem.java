package dev.firstword.adapters.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.Annotation;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item of an answer as an event describes it: a message, a function call, reasoning, or what a
 * tool of the provider did. Absent texts are empty.
 *
 * @param id the id of the item, which is not the id of a call
 * @param text the text of a message, or the readable reasoning
 * @param isRefusal whether a message explains why the model does not answer
 * @param encrypted the reasoning in encrypted form; null if there is none
 * @param phase which part of the answer a message is
 * @param isFailed whether a tool of the provider failed
 * @param annotations the sources of each part of a message
 * @param raw an item of the provider's own as it was written; empty for others
 */
record OutputItem(
    String type,
    String id,
    String callId,
    String name,
    String arguments,
    String text,
    boolean isRefusal,
    @Nullable String encrypted,
    String phase,
    boolean isFailed,
    List<List<Annotation>> annotations,
    String raw) {

  /** A longer item is not kept to be handed back. */
  private static final int MAX_RAW_LENGTH = 4 * 1024 * 1024;

  private static final String CALL_SUFFIX = "_call";

  /** Between the parts of a summary. */
  static final String PART_SEPARATOR = "\n\n";

  /**
   * Reads the current object.
   *
   * @param bytes the event that is parsed, from {@code offset} on
   */
  static OutputItem read(JsonParser json, byte[] bytes, int offset) throws IOException {
    int start = offset + Math.toIntExact(json.currentTokenLocation().getByteOffset());
    String phase = "";
    boolean isFailed = false;
    String type = "";
    String id = "";
    String callId = "";
    String name = "";
    String arguments = "";
    String encrypted = null;
    PartTexts content = new PartTexts();
    PartTexts summary = new PartTexts();
    for (String field; (field = WireJson.nextField(json)) != null; ) {
      switch (field) {
        case "type" -> type = text(json);
        case "id" -> id = text(json);
        case "call_id" -> callId = text(json);
        case "name" -> name = text(json);
        case "arguments" -> arguments = text(json);
        case "phase" -> phase = text(json);
        case "status" -> isFailed |= text(json).equals("failed");
        case "error" -> {
          isFailed |= json.currentToken() != JsonToken.VALUE_NULL;
          json.skipChildren();
        }
        case "encrypted_content" -> encrypted = WireJson.stringOrSkip(json);
        case "content" -> content.read(json);
        case "summary" -> summary.read(json);
        default -> json.skipChildren();
      }
    }
    int end = offset + Math.toIntExact(json.currentLocation().getByteOffset());
    boolean isKept = !isOwnType(type) && end - start <= MAX_RAW_LENGTH;
    boolean isReasoning = type.equals("reasoning");
    boolean isSummarized = isReasoning && !summary.texts.isEmpty();
    return new OutputItem(
        type,
        id,
        callId,
        name,
        arguments,
        isSummarized
            ? String.join(PART_SEPARATOR, summary.texts)
            : String.join(isReasoning ? PART_SEPARATOR : "", content.texts),
        content.isRefusal,
        encrypted,
        phase,
        isFailed,
        content.annotations,
        isKept ? new String(bytes, start, end - start, UTF_8) : "");
  }

  /** Whether every part of such items is read, so that they are written anew. */
  private static boolean isOwnType(String type) {
    return switch (type) {
      case "", "message", "reasoning", "function_call" -> true;
      default -> false;
    };
  }

  /** Whether the item is the call of a tool that the provider runs. */
  boolean isProviderToolCall() {
    return !isOwnType(type) && type.endsWith(CALL_SUFFIX);
  }

  /** The name of the tool that the provider runs. */
  String providerToolName() {
    return name.isEmpty() ? type.substring(0, type.length() - CALL_SUFFIX.length()) : name;
  }

  /** Whether a message is what the model says between its tool calls. */
  boolean isCommentary() {
    return phase.equals("commentary");
  }

  /** Whether a message is marked as the answer. */
  boolean isFinalAnswer() {
    return phase.equals("final_answer");
  }

  private static String text(JsonParser json) throws IOException {
    String text = WireJson.stringOrSkip(json);
    return text == null ? "" : text;
  }

  /** The texts of a list of parts. */
  private static final class PartTexts {
    private final List<String> texts = new ArrayList<>();
    private final List<List<Annotation>> annotations = new ArrayList<>(0);
    private boolean isRefusal;

    void read(JsonParser json) throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        json.skipChildren();
        return;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (WireJson.isObjectOrSkip(json)) {
          readPart(json);
        }
      }
    }

    private void readPart(JsonParser json) throws IOException {
      List<Annotation> sources = new ArrayList<>(0);
      annotations.add(sources);
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        switch (field) {
          case "text" -> {
            String text = OutputItem.text(json);
            if (!text.isEmpty()) {
              texts.add(text);
            }
          }
          case "annotations" -> Annotation.readAll(json, sources);
          case "refusal" -> isRefusal |= !OutputItem.text(json).isEmpty();
          default -> json.skipChildren();
        }
      }
    }
  }
}
