package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.core.provider.PassthroughRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The body of a request as its client wrote it, but for the fields that the server sets. All other
 * bytes stay as they are: spaces, the order of fields, and the spelling of numbers and texts.
 */
final class PassthroughBody {

  private static final String MODEL = "model";

  private final byte[] body;
  private final Map<String, String> fields;
  private final Map<String, String> missing;
  private final List<BodyEdit> edits = new ArrayList<>();

  /**
   * Prepares to edit a body.
   *
   * @param fields what the fields of these names become
   * @param missing fields to add unless the body has them
   */
  private PassthroughBody(byte[] body, Map<String, String> fields, Map<String, String> missing) {
    this.body = body;
    this.fields = fields;
    this.missing = missing;
  }

  /**
   * Returns the body to send to a model. What the catalogue says of its tiers takes precedence.
   *
   * @param defaults fields to add if the client has left them out
   * @param isMarked whether to set cache breakpoints, as the Messages API has them
   */
  static byte[] of(
      ServedModel model, PassthroughRequest own, Map<String, String> defaults, boolean isMarked) {
    Map<String, String> fields = new HashMap<>(own.fields());
    fields.putAll(model.fields());
    fields.put(MODEL, quoted(model.id()));
    try {
      PassthroughBody body = new PassthroughBody(own.body(), fields, new HashMap<>(defaults));
      if (isMarked) {
        body.edits.addAll(CacheMarks.in(own.body()));
      }
      return body.edited();
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson); // It has been parsed before.
    }
  }

  private static String quoted(String model) {
    byte[] object =
        WireJson.write(json -> json.writeStringField("m", WireJson.replaceLoneSurrogates(model)));
    String text = new String(object, StandardCharsets.UTF_8);
    return text.substring("{\"m\":".length(), text.length() - 1);
  }

  private byte[] edited() throws IOException {
    try (JsonParser json = WireJson.parser(body, 0, body.length)) {
      WireJson.beginObject(json);
      int begin = BodyEdit.tokenStart(json) + 1;
      for (String name; (name = WireJson.nextField(json)) != null; ) {
        missing.remove(name);
        String text = fields.remove(name);
        if (text == null) {
          json.skipChildren();
        } else {
          int start = BodyEdit.tokenStart(json);
          edits.add(new BodyEdit(start, BodyEdit.valueEnd(json), text));
        }
      }
      missing.putAll(fields);
      insert(begin);
    }
    return BodyEdit.apply(body, edits);
  }

  /** Inserts the fields that the client left out, before the model that each request names. */
  private void insert(int begin) {
    StringBuilder added = new StringBuilder();
    missing.forEach(
        (name, text) -> added.append('"').append(name).append("\":").append(text).append(','));
    if (!added.isEmpty()) {
      edits.addFirst(new BodyEdit(begin, begin, added.toString()));
    }
  }
}
