package dev.firstword.api.uistream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Collects chunks as server-sent events. The last chunk of each event of a turn has the number of
 * that event as its id. A reader that resumes after it has missed nothing and gets nothing twice.
 */
final class UiChunkBuffer {

  private static final byte[] ID = ascii("id: ");
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] LINE_END = ascii("\n");
  private static final byte[] EVENT_END = ascii("\n\n");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The newest chunk, which gets the id if no other follows. */
  private byte @Nullable [] pending;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Creates a chunk, to be completed and added. */
  static ObjectNode chunk(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }

  void add(JsonNode chunk) {
    endChunk(0);
    pending = chunk.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Ends the chunks of one event of the turn. */
  void endEvent(long sequence) {
    endChunk(sequence);
  }

  /** Adds the only chunk of an event as bytes: what is around a part of an array. */
  void addEncoded(long sequence, byte[] before, byte[] bytes, int from, int to, byte[] after) {
    out.writeBytes(ID);
    out.writeBytes(ascii(Long.toString(sequence)));
    out.writeBytes(LINE_END);
    out.writeBytes(DATA);
    out.writeBytes(before);
    out.write(bytes, from, to - from);
    out.writeBytes(after);
    out.writeBytes(EVENT_END);
  }

  private void endChunk(long sequence) {
    byte[] chunk = pending;
    if (chunk == null) {
      return;
    }
    pending = null;
    if (sequence > 0) {
      out.writeBytes(ID);
      out.writeBytes(ascii(Long.toString(sequence)));
      out.writeBytes(LINE_END);
    }
    out.writeBytes(DATA);
    out.writeBytes(chunk);
    out.writeBytes(EVENT_END);
  }

  /** Removes and returns everything. */
  byte[] take() {
    endChunk(0);
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }
}
