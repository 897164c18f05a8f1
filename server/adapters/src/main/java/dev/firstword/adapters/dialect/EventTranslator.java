package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Pattern.CASE_INSENSITIVE;

import com.fasterxml.jackson.core.JsonParser;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Cut;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A translator of an answer, with the rules that all dialects share.
 *
 * <p>Events that say nothing are passed over. Events that cannot be read are skipped and counted;
 * too many of them fail the answer. So does a single one while a tool call is being written: the
 * call might not do what the model wrote.
 *
 * <p>An answer is complete once its finish reason is known and the stream ends in any way. A finish
 * reason that is unknown or reports a failure, and an error in any shape, fail it.
 */
public abstract class EventTranslator implements ResponseTranslator, BodyDecoder.Listener {

  /** More events that cannot be read are no good stream. */
  public static final int MAX_SKIPPED_EVENTS = 16;

  /** Keep-alives of an hour, one a second, fit in. */
  static final int MAX_IDLE_EVENTS = 10_000;

  private static final Pattern ERROR_NAME =
      Pattern.compile("error.*|.*(error|exception|failure)|fail(ed)?|fatal", CASE_INSENSITIVE);

  private static final Pattern TOOL_NAME = Pattern.compile("tool|call", CASE_INSENSITIVE);

  private static final int MAX_DONE_LENGTH = 16;
  private static final int MAX_LABEL_LENGTH = 64;

  protected final ListenerGate gate;
  private final BodyDecoder body;
  private final EventTemplate textTemplate = new EventTemplate();

  /** The name of the events that the template was learned from. */
  private String textName = "";

  private String eventName = "";
  private final AnswerEnd answerEnd = new AnswerEnd();
  private boolean hasEvents;
  private int skippedEvents;
  private int idleEvents;

  /** Reports through the gate; an event may have at most {@code maxEventBytes} of data. */
  @SuppressWarnings("this-escape") // the decoder keeps its listener, and calls it only when fed
  protected EventTranslator(ListenerGate gate, int maxEventBytes) {
    this.gate = gate;
    this.body = new BodyDecoder(maxEventBytes, this);
  }

  /** Reports a piece of text. */
  protected abstract void emitText(String text);

  /**
   * Parses a JSON object and reports what it says. Reports nothing if it cannot be parsed.
   *
   * @param name the event's name; empty if it is not known
   * @throws IOException if it is not one JSON object
   */
  protected abstract void readObject(String name, byte[] bytes, int offset, int length)
      throws IOException;

  /** Reads an event without readable data. */
  protected void readName(String name) {}

  /** Reads an event's data after the gate was closed, from which nothing is reported any more. */
  protected void readAfterClose(byte[] bytes, int offset, int length) {}

  /** Drops the event that was cut off; what follows is another event stream. */
  @Override
  public void resume() {
    body.restart();
    hasEvents = false;
  }

  /** Reports everything that was held back. Called before a normal end. */
  protected abstract void closeParts();

  /** Returns the latest usage. */
  protected abstract Usage usage();

  /** Returns what ends a stream, for the log. */
  protected abstract String expectedEnd();

  /** Returns the failure that an error in the stream means. */
  protected abstract ProviderFailure toFailure(ProviderError error);

  @Override
  public final void read(byte[] bytes, int offset, int length) {
    body.read(bytes, offset, length);
  }

  @Override
  public final void onObject(byte[] bytes, int offset, int length) {
    readData("", bytes, offset, length);
  }

  @Override
  public final void onPage() {
    gate.fail(new Malformed("HTTP 200, but not an event stream"));
  }

  @Override
  public final void onEvent(String name, byte[] bytes, int offset, int length, String lastEventId) {
    if (!gate.isOpen()) {
      readAfterClose(bytes, offset, length);
      return;
    }
    String text = name.equals(textName) ? textTemplate.extractText(bytes, offset, length) : null;
    if (text != null) {
      emitText(text);
      return;
    }
    hasEvents = true;
    eventName = name;
    readData(name, bytes, offset, length);
  }

  /**
   * Learns from the current event, which says nothing but its text.
   *
   * @param quote the offset of the text's opening quote within the event
   */
  protected final void learnText(byte[] bytes, int offset, int length, long quote) {
    textName = eventName;
    textTemplate.learn(bytes, offset, length, quote);
  }

  @Override
  public final void onEventWithoutData(String name) {
    readData(name, new byte[0], 0, 0);
  }

  /** Reads a line that is no part of the standard, as servers write it when they give up. */
  @Override
  public final void onErrorLine(byte[] bytes, int offset, int length) {
    if (gate.isOpen()) {
      readError(bytes, offset, length);
    }
  }

  @Override
  public final void onJsonLine(byte[] bytes, int offset, int length) {
    if (gate.isOpen() && isError(bytes, offset, length)) {
      readError(bytes, offset, length);
    }
  }

  /** Servers omit the empty line after their last event. Only what is complete of it is read. */
  @Override
  public final void onUnterminatedEvent(String name, byte[] bytes, int offset, int length) {
    int end = offset + length;
    int start = offset;
    while (start < end) {
      int next = bytes[start] == '{' ? objectEnd(bytes, start, end) : lineEnd(bytes, start, end);
      if (next < 0) {
        return;
      }
      readData(name, bytes, start, next - start);
      start = next;
      while (start < end && BodyDecoder.isSpace(bytes[start])) {
        start++;
      }
    }
  }

  private void readData(String label, byte[] bytes, int offset, int length) {
    String name = label.length() <= MAX_LABEL_LENGTH ? label.strip() : "";
    int start = offset;
    int end = offset + length;
    while (start < end && BodyDecoder.isSpace(bytes[start])) {
      start++;
    }
    while (end > start && BodyDecoder.isSpace(bytes[end - 1])) {
      end--;
    }
    if (!gate.isOpen()) {
      return;
    }
    if (isErrorName(name)) {
      readError(bytes, start, end - start);
    } else if (start < end && bytes[start] == '{') {
      readObjects(name, bytes, start, end);
    } else {
      readBare(name, bytes, start, end);
    }
  }

  /** An error of a tool is not one of the answer. */
  private static boolean isErrorName(String name) {
    return ERROR_NAME.matcher(name).matches() && !TOOL_NAME.matcher(name).find();
  }

  /** Reads an error, whatever its data is. */
  private void readError(byte[] bytes, int offset, int length) {
    ProviderError error = parseError(bytes, offset, length);
    gate.fail(toFailure(error == null ? new ProviderError() : error));
  }

  private static boolean isError(byte[] bytes, int offset, int length) {
    ProviderError error = parseError(bytes, offset, length);
    return error != null && error.isPresent(false);
  }

  private static @Nullable ProviderError parseError(byte[] bytes, int offset, int length) {
    ProviderError error = new ProviderError();
    try (JsonParser json = WireJson.parser(bytes, offset, length)) {
      error.readDocument(json);
      return error;
    } catch (IOException notJson) {
      return null;
    }
  }

  /**
   * Reads the objects in an event's data: one, or several in lines from servers that omit the empty
   * line between events.
   */
  private void readObjects(String name, byte[] bytes, int start, int end) {
    int objectEnd = end;
    if (lineEnd(bytes, start, end) < end) {
      int first = objectEnd(bytes, start, end);
      objectEnd = first >= 0 && first < end && bytes[first] == '\n' ? first : end;
    }
    readOneObject(name, bytes, start, objectEnd);
    if (objectEnd < end) {
      readData(name, bytes, objectEnd, end - objectEnd);
    }
  }

  private static int lineEnd(byte[] bytes, int start, int end) {
    int position = start;
    while (position < end && bytes[position] != '\n') {
      position++;
    }
    return position;
  }

  /** Returns the end of the first object; -1 if it is not complete. */
  private static int objectEnd(byte[] bytes, int start, int end) {
    JsonBalance balance = new JsonBalance();
    int position = start;
    while (position < end && !balance.isComplete()) {
      balance.read(bytes[position++]);
    }
    return balance.isComplete() ? position : -1;
  }

  private void readOneObject(String name, byte[] bytes, int start, int end) {
    try {
      readObject(name, bytes, start, end - start);
    } catch (IOException broken) {
      skip();
      readName(name);
    }
  }

  private void skip() {
    skippedEvents++;
    if (gate.hasOpenToolCalls()) {
      gate.fail(new Malformed("an event of a tool call is not the JSON it should be"));
    } else if (skippedEvents > MAX_SKIPPED_EVENTS) {
      gate.fail(
          new Malformed(
              "more than " + MAX_SKIPPED_EVENTS + " events are not the JSON they should be"));
    }
  }

  /** Reads data that is no JSON object: the end, an error, a keep-alive or nothing. */
  private void readBare(String name, byte[] bytes, int start, int end) {
    String text =
        new String(bytes, start, Math.min(end - start, MAX_DONE_LENGTH), UTF_8)
            .toLowerCase(Locale.ROOT);
    boolean isShort = end - start < MAX_DONE_LENGTH;
    if (isShort && (text.equals("[done]") || text.equals("\"[done]\"") || text.equals("done"))) {
      complete();
    } else if (text.startsWith("error") || text.startsWith("[error")) {
      readError(bytes, start, end - start);
    } else if (text.startsWith("[") && isError(bytes, start, end - start)) {
      readError(bytes, start, end - start);
    } else if (++idleEvents > MAX_IDLE_EVENTS) {
      gate.fail(new Malformed("more than " + MAX_IDLE_EVENTS + " events say nothing"));
    } else {
      readName(name);
    }
  }

  /**
   * Reads a finish reason.
   *
   * @param word the provider's word; null if there is none
   */
  protected final void finish(@Nullable String word) {
    ProviderFailure failure = answerEnd.read(word);
    if (failure != null) {
      gate.fail(failure);
    }
  }

  /**
   * The model declined, whatever its finish reason is.
   *
   * @param category the provider's category; empty if it gave none
   */
  protected final void refuse(String category) {
    answerEnd.refuse();
    if (!category.isEmpty()) {
      gate.emitDeclined(category);
    }
  }

  @Override
  public final boolean isFinished() {
    return answerEnd.isKnown();
  }

  @Override
  public final int skippedEvents() {
    return skippedEvents;
  }

  /** The provider said that nothing follows. */
  protected final void complete() {
    if (!gate.isOpen()) {
      return;
    }
    if (!isFinished() && skippedEvents > 0) {
      gate.fail(new Malformed("an event could not be read, and there is no finish reason"));
      return;
    }
    closeParts();
    gate.complete(answerEnd.reason(gate.hasToolCalls()), usage());
  }

  @Override
  public final void end() {
    body.end();
    if (!gate.isOpen()) {
      return;
    }
    if (isFinished()) {
      complete();
    } else if (body.isCompleteJson()) {
      gate.fail(new Malformed("HTTP 200 with JSON that is no complete answer"));
    } else if (body.isUnlikeEvents() && !hasEvents) {
      gate.fail(new Malformed("HTTP 200, but not an event stream"));
    } else if (skippedEvents > 0) {
      gate.fail(new Malformed("an event could not be read, and there is no finish reason"));
    } else {
      gate.fail(new Cut("the stream ended without " + expectedEnd()));
    }
  }

  @Override
  public final void fail(ProviderFailure failure) {
    body.end();
    if (isFinished()) {
      complete();
    } else {
      gate.fail(failure);
    }
  }

  @Override
  public final void onTooLarge(int limit) {
    gate.fail(new Malformed("an event has more than " + limit + " bytes"));
  }
}
