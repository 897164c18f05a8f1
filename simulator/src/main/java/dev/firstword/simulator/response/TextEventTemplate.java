package dev.firstword.simulator.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Writes text events that differ only in their text, without building their JSON each time. */
public final class TextEventTemplate {

  private static final JsonStringEncoder STRINGS = JsonStringEncoder.getInstance();

  private final byte[] head;
  private final byte[] tail;

  /** Creates a template from what precedes and follows the text. */
  public TextEventTemplate(String head, String tail) {
    this.head = head.getBytes(UTF_8);
    this.tail = tail.getBytes(UTF_8);
  }

  /** Returns an event with the given text. */
  public byte[] event(String text) {
    byte[] quoted = STRINGS.quoteAsUTF8(text);
    byte[] event = new byte[head.length + quoted.length + tail.length];
    System.arraycopy(head, 0, event, 0, head.length);
    System.arraycopy(quoted, 0, event, head.length, quoted.length);
    System.arraycopy(tail, 0, event, event.length - tail.length, tail.length);
    return event;
  }
}
