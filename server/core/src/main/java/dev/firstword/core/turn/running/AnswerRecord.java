package dev.firstword.core.turn.running;

import dev.firstword.core.prompt.ContentPart;
import java.util.ArrayList;
import java.util.List;

/**
 * What the models have written in a turn, as the parts that are stored and handed back. A step is
 * what belongs to the next request: everything since the newest results of tool calls. Confined to
 * the turn's loop.
 */
final class AnswerRecord {

  private final List<ContentPart> answer = new ArrayList<>();
  private final List<ContentPart> step = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final List<ContentPart.Citation> citations = new ArrayList<>(0);
  private boolean isFinalAnswer;

  /** How much of {@link #step} is from calls before the current one. */
  private int partsOfEarlierCalls;

  /** The length of the text that the current call has written into {@link #step}. */
  private int endedTextLength;

  /** Continues with the parts of a turn that was stored. */
  void resume(List<ContentPart> storedAnswer, List<ContentPart> storedStep) {
    answer.addAll(storedAnswer);
    step.addAll(storedStep);
    partsOfEarlierCalls = step.size();
  }

  /** A model is called. */
  void startCall() {
    endText();
    partsOfEarlierCalls = step.size();
    endedTextLength = 0;
    isFinalAnswer = false;
  }

  /** Forgets the current call, which another one replaces. It has written no text. */
  void discardCall() {
    step.subList(partsOfEarlierCalls, step.size()).clear();
    text.setLength(0);
    citations.clear();
    endedTextLength = 0;
    isFinalAnswer = false;
  }

  void onText(String piece) {
    text.append(piece);
  }

  /** The text that follows is marked as the final answer. */
  void startFinalAnswer() {
    endText();
    isFinalAnswer = true;
  }

  /** Adds a part other than text and citations. */
  void add(ContentPart part) {
    endText();
    step.add(part);
  }

  /**
   * Adds a citation of the text that was written last.
   *
   * @param citation its span counts from the first text of the current call
   */
  void cite(ContentPart.Citation citation) {
    int start = citation.start() - endedTextLength;
    int end = citation.end() - endedTextLength;
    boolean isInside = start >= 0 && end >= start && end <= text.length();
    citations.add(isInside ? citation.at(start, end) : citation.at(-1, -1));
  }

  /** What follows is not joined to the text before it. */
  void endText() {
    String written = text.toString();
    if (written.isBlank()) {
      appendSpace(written);
    } else {
      step.add(new ContentPart.Text(written, isFinalAnswer));
    }
    if (!written.isBlank() || !step.isEmpty()) {
      step.addAll(citations);
      citations.clear();
    }
    endedTextLength += text.length();
    text.setLength(0);
  }

  /** Providers refuse a block of nothing but space, so it belongs to the text before it. */
  private void appendSpace(String space) {
    int last = step.size() - 1;
    while (last >= partsOfEarlierCalls && step.get(last) instanceof ContentPart.Citation) {
      last--;
    }
    if (!space.isEmpty()
        && last >= partsOfEarlierCalls
        && step.get(last) instanceof ContentPart.Text before) {
      step.set(last, new ContentPart.Text(before.text() + space, before.isFinalAnswer()));
    }
  }

  /** The parts of the current step, as they are handed back. */
  List<ContentPart> step() {
    return List.copyOf(step);
  }

  /** The parts of the current step as the message that is continued: it may not end with space. */
  List<ContentPart> unfinishedStep() {
    List<ContentPart> parts = new ArrayList<>(step);
    if (!parts.isEmpty() && parts.getLast() instanceof ContentPart.Text last) {
      parts.removeLast();
      parts.add(new ContentPart.Text(last.text().stripTrailing(), last.isFinalAnswer()));
    }
    return parts;
  }

  /** The parts of earlier steps, as they are stored. */
  List<ContentPart> answer() {
    return List.copyOf(answer);
  }

  /**
   * Ends the step with the results of its tool calls. Thoughts are kept if their model reads them
   * in later turns, and belong to their turn otherwise.
   */
  void endStep(List<ContentPart.ToolResult> results) {
    endText();
    step.stream()
        .filter(part ->
            !(part instanceof ContentPart.Thought thought) || !thought.conversation().isEmpty())
        .forEach(answer::add);
    answer.addAll(results);
    step.clear();
    partsOfEarlierCalls = 0;
  }

  /** Whether there is nothing but text without a mark, so that the text alone is stored. */
  boolean isPlainText() {
    return answer.stream()
        .allMatch(part -> part instanceof ContentPart.Text written && !written.isFinalAnswer());
  }
}
