package dev.firstword.adapters.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstword.adapters.dialect.WireJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects {@code reasoning_details}, which must be handed back as they are. They are streamed in
 * pieces: successive ones of the same type and index are one, whose texts are joined.
 */
final class ReasoningDetails {

  private static final String NULL = "null";

  private final List<Detail> details = new ArrayList<>(0);

  /** One detail: its texts, and all other fields as they were written. */
  private static final class Detail {
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final Map<String, String> fields = new LinkedHashMap<>();

    private void read(JsonParser json, byte[] bytes) throws IOException {
      for (String field; (field = WireJson.nextField(json)) != null; ) {
        boolean isText =
            (field.equals("text") || field.equals("summary"))
                && json.currentToken() == JsonToken.VALUE_STRING;
        if (isText) {
          texts.computeIfAbsent(field, _ -> new StringBuilder()).append(json.getText());
        } else {
          fields.put(field, WireJson.rawValue(json, bytes, 0));
        }
      }
    }

    private boolean isContinuedBy(Detail next) {
      return !next.fields.containsKey("data")
          && !fields.containsKey("data")
          && isSame(next, "type")
          && isSame(next, "index")
          && isSame(next, "id");
    }

    private boolean isSame(Detail next, String field) {
      String given = next.fields.getOrDefault(field, NULL);
      return given.equals(NULL) || given.equals(fields.getOrDefault(field, given));
    }

    private void add(Detail next) {
      next.texts.forEach(
          (field, text) -> texts.computeIfAbsent(field, _ -> new StringBuilder()).append(text));
      next.fields.forEach((field, value) -> {
        if (!value.equals(NULL) || !fields.containsKey(field)) {
          fields.put(field, value);
        }
      });
    }

    private void write(JsonGenerator json) throws IOException {
      json.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeFieldName(field.getKey());
        json.writeRawValue(field.getValue());
      }
      for (Map.Entry<String, StringBuilder> text : texts.entrySet()) {
        json.writeStringField(
            text.getKey(), WireJson.replaceLoneSurrogates(text.getValue().toString()));
      }
      json.writeEndObject();
    }
  }

  /** Adds the pieces of one chunk, a JSON text of a list; anything else is ignored. */
  void add(String raw) throws IOException {
    byte[] bytes = raw.getBytes(UTF_8);
    try (JsonParser json = WireJson.parser(bytes, 0, bytes.length)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        return;
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (WireJson.isObjectOrSkip(json)) {
          Detail detail = new Detail();
          detail.read(json, bytes);
          add(detail);
        }
      }
    }
  }

  private void add(Detail detail) {
    if (!details.isEmpty() && details.getLast().isContinuedBy(detail)) {
      details.getLast().add(detail);
    } else {
      details.add(detail);
    }
  }

  boolean isEmpty() {
    return details.isEmpty();
  }

  /** Returns all details as a JSON text of a list. */
  String toJson() {
    byte[] object =
        WireJson.write(json -> {
          json.writeArrayFieldStart("d");
          for (Detail detail : details) {
            detail.write(json);
          }
          json.writeEndArray();
        });
    int start = "{\"d\":".length();
    return new String(object, start, object.length - start - 1, UTF_8);
  }
}
