package dev.firstword.core.turn.running;

import dev.firstword.core.conversation.CitationNumbers;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.TurnLog;

/**
 * Records the text of an answer with its citations, and writes the events of the citations. A model
 * counts the text of one call, a reader that of the whole turn. Confined to the turn's loop.
 */
final class AnswerCitations {

  private final TurnLog log;
  private final AnswerRecord record;
  private CitationNumbers numbers = new CitationNumbers(0);
  private int textLength;
  private int callStart;

  AnswerCitations(TurnLog log, AnswerRecord record) {
    this.log = log;
    this.record = record;
  }

  /**
   * Starts counting.
   *
   * @param sources how many passages were found for the question
   * @param writtenLength the length of the text that the turn has already
   */
  void start(int sources, int writtenLength) {
    numbers = new CitationNumbers(sources);
    textLength = writtenLength;
  }

  /** A model is called. */
  void startCall() {
    callStart = textLength;
  }

  /** The turn has text that no model wrote, before the first text of a call. */
  void onSeparator(String text) {
    textLength += text.length();
    callStart = textLength;
  }

  void onText(String text) {
    textLength += text.length();
    record.onText(text);
  }

  /** Withdraws the text of the current call, if it has written any. */
  void discardCall() {
    record.discardCall();
    if (textLength > callStart) {
      textLength = callStart;
      log.append(new TurnEvent.Discard(callStart));
    }
  }

  void cite(ContentPart.Citation citation) {
    int start = callStart + citation.start();
    int end = callStart + citation.end();
    boolean isKnown = citation.start() >= 0 && end >= start && end <= textLength;
    log.append(
        new TurnEvent.Citation(
            numbers.of(citation),
            citation.title(),
            citation.url(),
            citation.page(),
            citation.quote(),
            isKnown ? start : -1,
            isKnown ? end : -1));
    record.cite(citation);
  }
}
