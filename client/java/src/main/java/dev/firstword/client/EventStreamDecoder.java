package dev.firstword.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the bytes of an event stream, however they are split. As the standard requires, an
 * unterminated last event is dropped.
 *
 * <p>Not a library, because the client has no dependency but Jackson.
 */
final class EventStreamDecoder {

  /** An item of an event stream. */
  sealed interface Item permits Event, End, Malformed {}

  /** An event with its number in the turn's log. */
  record Event(long number, String json) implements Item {}

  /** The line that ends the stream. */
  record End() implements Item {}

  /** Bytes that violate the protocol. Nothing after them can be trusted. */
  record Malformed() implements Item {}

  private static final int MAX_EVENT_BYTES = 4 * 1024 * 1024;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
  private boolean afterCarriageReturn;
  private boolean firstLine = true;
  private @Nullable String id;
  private @Nullable StringBuilder data;

  /** Takes the next bytes and returns the items that they complete, oldest first. */
  List<Item> decode(List<ByteBuffer> chunk) {
    List<Item> items = new ArrayList<>();
    for (ByteBuffer bytes : chunk) {
      while (bytes.hasRemaining()) {
        decode(bytes.get(), items);
      }
    }
    return items;
  }

  private void decode(byte next, List<Item> items) {
    boolean secondHalf = afterCarriageReturn && next == '\n';
    afterCarriageReturn = next == '\r';
    if (secondHalf) {
      return;
    }
    if (next == '\r' || next == '\n') {
      endLine(items);
    } else {
      line.write(next);
      if (line.size() + (data == null ? 0 : data.length()) > MAX_EVENT_BYTES) {
        line.reset();
        data = null;
        items.add(new Malformed());
      }
    }
  }

  private void endLine(List<Item> items) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (firstLine && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    firstLine = false;
    if (text.isEmpty()) {
      Item item = data == null ? null : item(data.toString());
      if (item != null) {
        items.add(item);
      }
      id = null;
      data = null;
      return;
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    // Fields that the protocol does not use are ignored, and so are comments.
    if (field.equals("data")) {
      data = data == null ? new StringBuilder(value) : data.append('\n').append(value);
    } else if (field.equals("id")) {
      id = value;
    }
  }

  private @Nullable Item item(String text) {
    if (text.equals("[DONE]")) {
      return new End();
    }
    String number = id;
    if (number == null) {
      return null;
    }
    try {
      return new Event(Long.parseLong(number), text);
    } catch (NumberFormatException e) {
      return new Malformed();
    }
  }
}
