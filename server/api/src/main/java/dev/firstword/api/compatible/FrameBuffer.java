package dev.firstword.api.compatible;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Collects server-sent events until they are sent. Confined to the event loop of a call. */
public final class FrameBuffer {

  private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();

  private final StringBuilder text = new StringBuilder();

  /** Events of a provider as it wrote them. Text that is appended later follows them. */
  private final ByteArrayOutputStream events = new ByteArrayOutputStream(0);

  /** Appends whole events of a provider. Only before any text. */
  public void events(byte[] bytes) {
    events.writeBytes(bytes);
  }

  /** Appends text as it is. */
  public FrameBuffer raw(String piece) {
    text.append(piece);
    return this;
  }

  FrameBuffer number(long value) {
    text.append(value);
    return this;
  }

  /** Appends a JSON string, with its quotes. */
  FrameBuffer string(String value) {
    text.append('"');
    JSON.quoteAsString(value, text);
    text.append('"');
    return this;
  }

  /** Appends a whole event without a type. */
  FrameBuffer data(JsonNode data) {
    text.append("data: ").append(data).append("\n\n");
    return this;
  }

  /** Appends a whole event, whose type is also in its data. */
  FrameBuffer event(JsonNode data) {
    text.append("event: ").append(data.path("type").textValue()).append('\n');
    return data(data);
  }

  /** Returns whether nothing waits to be sent. */
  public boolean isEmpty() {
    return length() == 0;
  }

  /** Returns how many characters or bytes wait to be sent. */
  public int length() {
    return text.length() + events.size();
  }

  /** Removes and returns everything, in UTF-8. */
  public byte[] take() {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    if (events.size() > 0) {
      events.writeBytes(bytes);
      bytes = events.toByteArray();
      events.reset();
    }
    return bytes;
  }
}
