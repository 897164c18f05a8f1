package dev.firstword.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.schema.InstanceGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes an answer that is JSON for a schema, with words of the question. */
public final class StructuredAnswer {
  private static final int STRING_TOKENS = 16;

  /** What a model writes that is asked for a JSON object without a schema. */
  public static final JsonNode ANY_OBJECT =
      parse(
          """
          {"type": "object",
           "properties": {
             "topic": {"type": "string"},
             "answer": {"type": "string"},
             "points": {"type": "array", "items": {"type": "string"}, "minItems": 2},
             "confidence": {"type": "number", "minimum": 0, "maximum": 1, "multipleOf": 0.25}},
           "required": ["topic", "answer", "points", "confidence"]}
          """);

  private StructuredAnswer() {}

  public static Answer write(JsonNode schema, List<ChatMessage> messages, RandomGenerator random) {
    QuestionPhrases phrases = new QuestionPhrases(messages, random);
    InstanceGenerator generator =
        new InstanceGenerator(schema, () -> phrases.ofTokens(STRING_TOKENS), random);
    return Answer.of(generator.generate().toString());
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
