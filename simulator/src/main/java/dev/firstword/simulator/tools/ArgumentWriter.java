package dev.firstword.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.answer.QuestionPhrases;
import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.schema.InstanceGenerator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes the arguments of tool calls: JSON for the tool's schema, with words of the question. */
final class ArgumentWriter {
  private final QuestionPhrases phrases;
  private final AgentSettings.TokenRange lengths;
  private final RandomGenerator random;

  ArgumentWriter(
      List<ChatMessage> messages, AgentSettings.TokenRange lengths, RandomGenerator random) {
    phrases = new QuestionPhrases(messages, random);
    this.lengths = lengths;
    this.random = random;
  }

  /** Returns JSON text. Its first string has the drawn length, and the others are short. */
  String write(JsonNode schema) {
    int[] missingTokens = {random.nextInt(lengths.min(), lengths.max() + 1)};
    InstanceGenerator generator =
        new InstanceGenerator(
            schema,
            () -> {
              String text = phrases.ofTokens(missingTokens[0]);
              missingTokens[0] = 0;
              return text;
            },
            random);
    return generator.generate().toString();
  }
}
