package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.PassthroughRequest;
import java.io.ByteArrayOutputStream;
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
  private final List<Edit> edits = new ArrayList<>();

  /** What replaces some of the bytes. */
  private record Edit(int start, int end, String text) {}

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
   * Returns the body to send to the model of a request.
   *
   * @param defaults fields to add if the client has left them out
   */
  static byte[] of(ModelRequest request, PassthroughRequest own, Map<String, String> defaults) {
    Map<String, String> fields = new HashMap<>(own.fields());
    fields.put(MODEL, quoted(request.model()));
    try {
      return new PassthroughBody(own.body(), fields, new HashMap<>(defaults)).edited();
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
      int begin = offset(json) + 1;
      for (String name; (name = WireJson.nextField(json)) != null; ) {
        missing.remove(name);
        String text = fields.remove(name);
        int start = offset(json);
        json.skipChildren();
        if (text != null) {
          json.finishToken();
          edits.add(new Edit(start, Math.toIntExact(json.currentLocation().getByteOffset()), text));
        }
      }
      missing.putAll(fields);
      insert(begin);
    }
    return apply();
  }

  private static int offset(JsonParser json) {
    return Math.toIntExact(json.currentTokenLocation().getByteOffset());
  }

  /** Inserts the fields that the client left out, before the model that each request names. */
  private void insert(int begin) {
    StringBuilder added = new StringBuilder();
    missing.forEach(
        (name, text) -> added.append('"').append(name).append("\":").append(text).append(','));
    if (!added.isEmpty()) {
      edits.addFirst(new Edit(begin, begin, added.toString()));
    }
  }

  private byte[] apply() {
    ByteArrayOutputStream result = new ByteArrayOutputStream(body.length + 128);
    int end = 0;
    for (Edit edit : edits) {
      result.write(body, end, edit.start - end);
      result.writeBytes(edit.text.getBytes(StandardCharsets.UTF_8));
      end = edit.end;
    }
    result.write(body, end, body.length - end);
    return result.toByteArray();
  }
}
