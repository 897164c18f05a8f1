package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * A change of some bytes of a JSON text.
 *
 * @param start the first byte that is replaced
 * @param end the first byte after them; the same as {@code start} to insert
 * @param text what stands there instead
 */
record BodyEdit(int start, int end, String text) {

  /** Returns where the current token starts. */
  static int tokenStart(JsonParser json) {
    return Math.toIntExact(json.currentTokenLocation().getByteOffset());
  }

  /** Skips the current value and returns where it ends. */
  static int valueEnd(JsonParser json) throws IOException {
    json.skipChildren();
    json.finishToken();
    return Math.toIntExact(json.currentLocation().getByteOffset());
  }

  /** Returns the bytes with these changes, which do not overlap. */
  static byte[] apply(byte[] body, List<BodyEdit> edits) {
    ByteArrayOutputStream result = new ByteArrayOutputStream(body.length + 256);
    int end = 0;
    for (BodyEdit edit : edits.stream().sorted(Comparator.comparingInt(BodyEdit::start)).toList()) {
      result.write(body, end, edit.start - end);
      result.writeBytes(edit.text.getBytes(StandardCharsets.UTF_8));
      end = edit.end;
    }
    result.write(body, end, body.length - end);
    return result.toByteArray();
  }
}
