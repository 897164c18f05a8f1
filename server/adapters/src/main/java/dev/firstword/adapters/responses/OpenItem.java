package dev.firstword.adapters.responses;

import dev.firstword.adapters.dialect.Annotation;
import dev.firstword.adapters.dialect.CodePointOffsets;
import dev.firstword.adapters.dialect.OpenToolCall;
import dev.firstword.adapters.dialect.WireJson;
import dev.firstword.core.prompt.ContentPart.Citation;
import dev.firstword.core.prompt.ContentPart.Thought;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An item that is being streamed: what came of it so far. */
final class OpenItem {

  /** More sources of one item, of which most are repeated, are dropped. */
  private static final int MAX_SOURCES = 2_000;

  /** A longer thought, in characters, is not kept to be handed back. */
  private static final int MAX_THOUGHT_LENGTH = 4 * 1024 * 1024;

  /** Whether anything of it was reported. */
  boolean isStarted;

  boolean isCommentary;
  boolean isProviderCall;

  /** The client's tool call that the item is. */
  @Nullable OpenToolCall call;

  private final StringBuilder reasoning = new StringBuilder(0);

  /** Where each part of a message begins in the answer, in code points. */
  private final Map<Integer, Integer> partStarts = new HashMap<>(0);

  private final List<Source> sources = new ArrayList<>(0);

  /** A source of one part of a message. */
  private record Source(int part, Annotation annotation) {}

  /** A part of the message begins in the answer, unless it has begun before. */
  void startPart(int part, CodePointOffsets answer) {
    partStarts.putIfAbsent(part, answer.codePoints());
  }

  /** Adds sources of a part, which may come before the text that they support. */
  void addSources(int part, List<Annotation> annotations) {
    for (Annotation annotation : annotations) {
      if (sources.size() < MAX_SOURCES) {
        sources.add(new Source(part, annotation));
      }
    }
  }

  /** Removes the sources and returns them as citations of the answer. Commentary has none. */
  List<Citation> takeCitations(CodePointOffsets answer) {
    List<Citation> citations = new ArrayList<>(0);
    if (!isCommentary) {
      for (Source source : sources) {
        int textStart = partStarts.getOrDefault(source.part, -1);
        citations.add(source.annotation.toCitation(answer, textStart));
      }
    }
    sources.clear();
    return citations;
  }

  /** Adds a piece of reasoning. */
  void addReasoning(String text) {
    if (reasoning.length() + text.length() <= MAX_THOUGHT_LENGTH) {
      reasoning.append(text);
    }
  }

  boolean hasReasoning() {
    return !reasoning.isEmpty();
  }

  /**
   * Returns the thought as it is handed back.
   *
   * @param complete the complete item
   * @return null if its provider does not accept it back
   */
  @Nullable Thought toThought(String model, OutputItem complete) {
    return complete.encrypted() == null
        ? null
        : new Thought(
            model,
            WireJson.replaceLoneSurrogates(reasoning.toString()),
            complete.id().isEmpty() ? null : complete.id(),
            complete.encrypted());
  }
}
