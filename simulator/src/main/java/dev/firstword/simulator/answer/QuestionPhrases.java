package dev.firstword.simulator.answer;

import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.TokenCounter;
import java.util.List;
import java.util.random.RandomGenerator;

/** Supplies phrases of the user's last message, for JSON that a model writes. */
public final class QuestionPhrases {
  private final PhraseGenerator phrases;

  public QuestionPhrases(List<ChatMessage> messages, RandomGenerator random) {
    String message = AnswerWriter.headAndTail(AnswerWriter.lastMessage(messages));
    phrases = new PhraseGenerator(QuestionAnalysis.of(message), random);
  }

  /** Returns a phrase, followed by sentences until the text has about the given length. */
  public String ofTokens(int tokens) {
    StringBuilder text = new StringBuilder(phrases.phrase());
    while (TokenCounter.count(text.toString()) + 8 < tokens) {
      text.append(text.indexOf(":") < 0 ? ": " : " ").append(phrases.sentence());
    }
    return text.toString();
  }
}
