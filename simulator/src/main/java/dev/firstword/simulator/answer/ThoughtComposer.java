package dev.firstword.simulator.answer;

import dev.firstword.simulator.prompt.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Composes the text of a thought about the last user message, filled with its words. Like an
 * answer, a thought states no facts.
 */
public final class ThoughtComposer {
  private static final int MAX_REFLECTIONS = 3;

  private static final String FIRST_HEADLINE = "Reading the question about {topic}.";

  /** Sentences that can stand alone as a headline. */
  private static final List<String> HEADLINES =
      List.of(
          "Weighing {a} against {b}.",
          "Looking closer at {a}.",
          "Checking how {a} bears on {b}.",
          "Finding a good order for the answer.",
          "Considering what may go wrong with {a}.",
          "Comparing ways to handle {a}.",
          "Trying the idea on one case of {a}.",
          "Going back to {topic}.",
          "Deciding what to leave out.");

  private static final List<String> REFLECTIONS =
      List.of(
          "The question leaves open what matters more, {a} or {b}.",
          "I could begin with {a}, since {b} may follow from it.",
          "It is not clear yet what to expect of {a}.",
          "An example of {a} would make this easier to follow.",
          "The order matters here: {a} before {b}.",
          "I should not claim anything about {a} that I cannot check.",
          "A short passage on {a} may be enough.",
          "Both {a} and {b} deserve a sentence or two.",
          "From the other side, {a} looks less certain.",
          "If {a} is given, the rest depends on {b}.",
          "The details of {b} can wait for a follow-up.",
          "That settles {a} for now, which leaves {b}.",
          "There may be a simpler way to see {a}.",
          "I want to be careful not to mix up {a} and {b}.");

  private final RandomGenerator random;
  private final PhraseGenerator phrases;
  private final List<String> unusedHeadlines = new ArrayList<>();
  private final List<String> unusedReflections = new ArrayList<>();
  private boolean isStarted;

  public ThoughtComposer(List<ChatMessage> messages, RandomGenerator random) {
    this.random = random;
    String message = AnswerWriter.headAndTail(AnswerWriter.lastMessage(messages));
    phrases = new PhraseGenerator(QuestionAnalysis.of(message), random);
  }

  /** Returns the next few sentences, of which the first is a headline. */
  public String paragraph() {
    StringBuilder paragraph = new StringBuilder(nextHeadline());
    int reflections = 1 + random.nextInt(MAX_REFLECTIONS);
    for (int sentence = 0; sentence < reflections; sentence++) {
      String reflection = phrases.takeUnused(unusedReflections, REFLECTIONS);
      paragraph.append(' ').append(phrases.fill(reflection));
    }
    return paragraph.toString();
  }

  /** Returns paragraphs with exactly the given number of tokens, split into them. */
  public Answer text(int tokens) {
    StringBuilder text = new StringBuilder();
    int length = 0;
    while (length < tokens) {
      String paragraph = (text.isEmpty() ? "" : "\n\n") + paragraph();
      length += TokenSplitter.tokenEnds(paragraph).length;
      text.append(paragraph);
    }
    return Answer.of(text.toString()).truncatedTo(tokens);
  }

  private String nextHeadline() {
    if (!isStarted) {
      isStarted = true;
      return phrases.fill(FIRST_HEADLINE) + " (This thought is simulated.)";
    }
    return phrases.fill(phrases.takeUnused(unusedHeadlines, HEADLINES));
  }
}
