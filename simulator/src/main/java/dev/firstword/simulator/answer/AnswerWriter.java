package dev.firstword.simulator.answer;

import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Generates answers from the prompt's own words, with the sections and the approximate length that
 * the prompt asks for. The same prompt and random seed give the same answer.
 */
public final class AnswerWriter {
  /** The number of characters searched at the start and at the end of a long text. */
  private static final int SEARCHED_CHARS = 6_000;

  private static final int TOKENS_PER_SECTION = 175;

  /** Answers with fewer tokens are plain paragraphs. */
  private static final int MIN_STRUCTURED_TOKENS = 110;

  private static final int MIN_HEADING_TOKENS = 450;

  /** The repeating sequence of blocks in a very long answer. */
  private static final List<SectionShape> FILLER_SHAPES =
      List.of(
          SectionShape.PARAGRAPH,
          SectionShape.BULLETS,
          SectionShape.PARAGRAPH,
          SectionShape.TABLE,
          SectionShape.PARAGRAPH,
          SectionShape.STEPS,
          SectionShape.PARAGRAPH,
          SectionShape.CODE);

  private final RandomGenerator random;

  public AnswerWriter(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Generates the answer to the last user message, or the remainder of an interrupted answer.
   *
   * @param tokens the exact number of tokens; empty to follow the prompt
   */
  public Answer write(String system, List<ChatMessage> messages, OptionalInt tokens) {
    return ContinuationRequest.detect(messages)
        .map(continuation ->
            continuation.remainderOf(writeWhole(system, continuation.question(), tokens)))
        .orElseGet(() -> writeWhole(system, lastMessage(messages), tokens));
  }

  /**
   * Generates the answer to a request: JSON if it asks for that, else text that begins with what
   * the request contains besides text.
   *
   * @param tokens the exact number of tokens of a text; empty to follow the prompt
   */
  public Answer write(PromptRequest prompt, OptionalInt tokens) {
    if (prompt.outputSchema().isPresent()) {
      return StructuredAnswer.write(prompt.outputSchema().get(), prompt.messages(), random);
    }
    Answer answer = write(prompt.system(), prompt.messages(), tokens);
    String observations = Observations.describe(prompt.attachments(), prompt.tools().results());
    if (observations.isEmpty()) {
      return answer;
    }
    Answer extended = Answer.of(observations + "\n\n" + answer.text());
    return tokens.isPresent() ? extended.truncatedTo(tokens.getAsInt()) : extended;
  }

  static String lastMessage(List<ChatMessage> messages) {
    return messages.reversed().stream()
        .filter(turn -> turn.role() == ChatMessage.Role.USER)
        .findFirst()
        .map(ChatMessage::text)
        .orElse("");
  }

  private Answer writeWhole(String system, String fullMessage, OptionalInt tokens) {
    String message = headAndTail(fullMessage);
    String instructions = headAndTail(system);
    if (tokens.isPresent()) {
      return composeExactly(
          tokens.getAsInt(),
          compose(instructions, message, LengthTarget.tokens(tokens.getAsInt())));
    }
    Optional<String> choice = ClassifierPrompt.chooseOption(instructions, message);
    return choice
        .map(Answer::of)
        .orElseGet(
            () -> Answer.of(compose(instructions, message, length(instructions, message)).text()));
  }

  private LengthTarget length(String system, String message) {
    QuestionAnalysis question = QuestionAnalysis.of(message);
    Optional<LengthTarget> requested = LengthTarget.requested(message, system);
    if (requested.isPresent()) {
      return requested.get();
    }
    double factor = 0.8 + 0.5 * random.nextDouble();
    int sections = sections(system, message).size();
    return sections > 0
        ? LengthTarget.tokens(sections * TOKENS_PER_SECTION).scaledBy(factor)
        : LengthTarget.defaultFor(question).scaledBy(factor);
  }

  private MarkdownComposer compose(String system, String message, LengthTarget length) {
    QuestionAnalysis question = QuestionAnalysis.of(message);
    List<String> passages = PassageFinder.find(question, system + "\n\n" + message);
    MarkdownComposer composer = new MarkdownComposer(question, passages, random);
    List<String> sections = sections(system, message);
    if (length.sentences().isPresent()) {
      composer.introduction(length.sentences().getAsInt()); // too short for sections
    } else if (!sections.isEmpty()) {
      composeSections(composer, sections, length.tokens());
    } else if (question.isGreeting() && length.tokens() < MIN_STRUCTURED_TOKENS) {
      composer.greeting();
    } else {
      composeFreely(composer, question, length.tokens());
    }
    return composer;
  }

  private static void composeSections(
      MarkdownComposer composer, List<String> sections, int tokens) {
    for (int index = 0; index < sections.size(); index++) {
      String title = sections.get(index);
      int end = (int) ((long) tokens * (index + 1) / sections.size());
      composer.heading("## " + title);
      composer.paragraph(2);
      composer.quotePassage();
      SectionShape shape = SectionShape.suggestedBy(title);
      while (composer.tokens() < end) {
        composer.section(shape);
        shape = shape == SectionShape.PARAGRAPH ? SectionShape.BULLETS : SectionShape.PARAGRAPH;
      }
    }
  }

  private static void composeFreely(
      MarkdownComposer composer, QuestionAnalysis question, int tokens) {
    composer.introduction(tokens < MIN_STRUCTURED_TOKENS ? 1 : 3);
    SectionShape shape = SectionShape.suggestedBy(question.text());
    if (tokens >= MIN_STRUCTURED_TOKENS && shape != SectionShape.PARAGRAPH) {
      composer.section(shape);
    }
    int parts = 0;
    while (composer.tokens() < tokens) {
      if (tokens < MIN_STRUCTURED_TOKENS) {
        composer.paragraph(1);
      } else {
        if (tokens >= MIN_HEADING_TOKENS && parts % 4 == 0) {
          composer.heading("### " + composer.title());
        }
        composer.section(parts % 3 == 2 ? SectionShape.BULLETS : SectionShape.PARAGRAPH);
      }
      parts++;
    }
    if (tokens >= MIN_STRUCTURED_TOKENS) {
      composer.closing();
    }
  }

  private Answer composeExactly(int tokens, MarkdownComposer composer) {
    for (int part = 0; composer.tokens() < tokens; part++) {
      if (part % FILLER_SHAPES.size() == 0) {
        composer.heading("### " + composer.title());
      }
      composer.section(FILLER_SHAPES.get(part % FILLER_SHAPES.size()));
    }
    return Answer.of(composer.text()).truncatedTo(tokens);
  }

  private static List<String> sections(String system, String message) {
    List<String> requested = SectionTitleParser.parse(message);
    return requested.isEmpty() ? SectionTitleParser.parse(system) : requested;
  }

  static String headAndTail(String text) {
    return text.length() <= 2 * SEARCHED_CHARS
        ? text
        : text.substring(0, SEARCHED_CHARS) + "\n" + text.substring(text.length() - SEARCHED_CHARS);
  }
}
