package dev.firstword.adapters.openai;

import dev.firstword.adapters.dialect.ListenerGate;

/**
 * Separates a thought from the answer where a server sends both as content: {@code
 * <think>...</think>} at the very start, as DeepSeek's distilled models and Qwen write it. Later
 * tags are ordinary text. Whitespace around the tags belongs to neither, and a thought of nothing
 * else is none. Content may be split anywhere.
 */
final class ThinkTagSplitter {

  private static final String OPENING_TAG = "<think>";
  private static final String CLOSING_TAG = "</think>";

  /** More whitespace than this, in characters, is an answer: it must not be held back forever. */
  static final int MAX_LEADING_WHITESPACE = 64;

  private enum State {
    START,
    THOUGHT,
    AFTER_THOUGHT,
    ANSWER
  }

  private final ListenerGate gate;

  private State state = State.START;

  /** Content that may be the beginning of a tag; empty if there is none. */
  private String undecided = "";

  private boolean isThoughtBlank = true;
  private boolean hasThought;

  /** Reports through the gate. */
  ThinkTagSplitter(ListenerGate gate) {
    this.gate = gate;
  }

  /** Whether the content is more than the answer. */
  boolean hasThought() {
    return hasThought;
  }

  /** Reads the next piece of content. */
  void read(String content) {
    if (state == State.ANSWER) {
      gate.emitText(content);
    } else {
      readUndecided(content);
    }
  }

  /** The content is complete: emits what was held back. Anything that still follows is answer. */
  void end() {
    State ended = state;
    String rest = undecided;
    state = State.ANSWER;
    undecided = "";
    switch (ended) {
      case START -> gate.emitText(rest);
      case THOUGHT -> emitThought(rest);
      case AFTER_THOUGHT, ANSWER -> {}
    }
  }

  private void readUndecided(String content) {
    String text = undecided.isEmpty() ? content : undecided + content;
    undecided = "";
    switch (state) {
      case START -> readStart(text);
      case THOUGHT -> readThought(text);
      case AFTER_THOUGHT -> readAfterThought(text);
      case ANSWER -> gate.emitText(text);
    }
  }

  private void readStart(String text) {
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    if (start > MAX_LEADING_WHITESPACE) {
      readAnswer(text);
    } else if (text.startsWith(OPENING_TAG, start)) {
      state = State.THOUGHT;
      hasThought = true;
      readThought(text.substring(start + OPENING_TAG.length()));
    } else if (isPrefix(text, start, OPENING_TAG)) {
      undecided = text;
    } else {
      readAnswer(text);
    }
  }

  private void readThought(String text) {
    int end = text.indexOf(CLOSING_TAG);
    if (end >= 0) {
      emitThought(text.substring(0, end));
      gate.finishThinking();
      state = State.AFTER_THOUGHT;
      readAfterThought(text.substring(end + CLOSING_TAG.length()));
      return;
    }
    int tag = text.lastIndexOf('<');
    if (tag >= 0 && isPrefix(text, tag, CLOSING_TAG)) {
      undecided = text.substring(tag);
      emitThought(text.substring(0, tag));
    } else {
      emitThought(text);
    }
  }

  private void readAfterThought(String text) {
    String answer = text.stripLeading();
    if (!answer.isEmpty()) {
      readAnswer(answer);
    }
  }

  private void readAnswer(String text) {
    state = State.ANSWER;
    gate.emitText(text);
  }

  private void emitThought(String text) {
    String thought = isThoughtBlank ? text.stripLeading() : text;
    if (!thought.isEmpty()) {
      isThoughtBlank = false;
      gate.emitThinkingText(thought);
    }
  }

  /** Returns whether the text from {@code start} on is the beginning of a tag, or nothing. */
  private static boolean isPrefix(String text, int start, String tag) {
    int length = text.length() - start;
    return length < tag.length() && tag.regionMatches(0, text, start, length);
  }
}
