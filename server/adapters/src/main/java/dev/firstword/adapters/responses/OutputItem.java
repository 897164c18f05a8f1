package dev.firstword.adapters.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item of an answer as an event describes it: a message, a function call or reasoning. Absent
 * texts are empty.
 *
 * @param id the id of the item, which is not the id of a call
 * @param text the text of a message, or the readable reasoning
 * @param isRefusal whether a message explains why the model does not answer
 * @param encrypted the reasoning in encrypted form; null if there is none
 */
record OutputItem(
    String type,
    String id,
    String callId,
    String name,
    String arguments,
    String text,
    boolean isRefusal,
    @Nullable String encrypted) {

  /** Between the parts of a summary. */
  static final String PART_SEPARATOR = "\n\n";

  /** Reads the current object. */
  static OutputItem read(JsonParser json) throws IOException {
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
        case "encrypted_content" -> encrypted = WireJson.stringOrSkip(json);
        case "content" -> content.read(json);
        case "summary" -> summary.read(json);
        default -> json.skipChildren();
      }
    }
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
        encrypted);
  }

  private static String text(JsonParser json) throws IOException {
    String text = WireJson.stringOrSkip(json);
    return text == null ? "" : text;
  }

  /** The texts of a list of parts. */
  private static final class PartTexts {
    private final List<String> texts = new ArrayList<>();
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
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        switch (field) {
          case "text" -> {
            String text = OutputItem.text(json);
            if (!text.isEmpty()) {
              texts.add(text);
            }
          }
          case "refusal" -> isRefusal |= !OutputItem.text(json).isEmpty();
          default -> json.skipChildren();
        }
      }
    }
  }
}
