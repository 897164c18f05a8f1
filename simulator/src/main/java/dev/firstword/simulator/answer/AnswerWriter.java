package dev.firstword.simulator.answer;

import dev.firstword.simulator.prompt.Turn;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Writes an answer that takes up the prompt's own words, in the sections and about the length that
 * the prompt asks for; the same prompt and the same source of chance give the same answer.
 */
public final class AnswerWriter {
  /** So much of a long text is looked at, at its beginning and at its end. */
  private static final int SEARCHED = 6_000;

  private static final int TOKENS_PER_SECTION = 175;

  /** Shorter answers are plain paragraphs. */
  private static final int PLAIN = 110;

  private static final int WITH_HEADINGS = 450;

  /** What a very long answer is made of, over and over. */
  private static final List<Shape> GOING_ON =
      List.of(
          Shape.PARAGRAPH,
          Shape.BULLETS,
          Shape.PARAGRAPH,
          Shape.TABLE,
          Shape.PARAGRAPH,
          Shape.STEPS,
          Shape.PARAGRAPH,
          Shape.CODE);

  private final RandomGenerator random;

  public AnswerWriter(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Writes the answer to the last message from the user, or the rest of one that broke off.
   *
   * @param tokens exactly so many tokens; empty: as the prompt asks
   */
  public Answer write(String system, List<Turn> turns, OptionalInt tokens) {
    return Broken.askedToGoOn(turns)
        .map(broken -> broken.rest(whole(system, broken.question(), tokens)))
        .orElseGet(() -> whole(system, lastMessage(turns), tokens));
  }

  private static String lastMessage(List<Turn> turns) {
    return turns.reversed().stream()
        .filter(turn -> turn.role() == Turn.Role.USER)
        .findFirst()
        .map(Turn::text)
        .orElse("");
  }

  private Answer whole(String system, String wholeMessage, OptionalInt tokens) {
    String message = ends(wholeMessage);
    String wishes = ends(system);
    if (tokens.isPresent()) {
      return exactly(tokens.getAsInt(), compose(wishes, message, Length.tokens(tokens.getAsInt())));
    }
    Optional<String> choice = Choice.made(wishes, message);
    return choice
        .map(Answer::of)
        .orElseGet(() -> Answer.of(compose(wishes, message, length(wishes, message)).text()));
  }

  private Length length(String system, String message) {
    Question question = Question.of(message);
    Optional<Length> wished = Length.wished(message, system);
    if (wished.isPresent()) {
      return wished.get();
    }
    double factor = 0.8 + 0.5 * random.nextDouble();
    int sections = sections(system, message).size();
    return sections > 0
        ? Length.tokens(sections * TOKENS_PER_SECTION).times(factor)
        : Length.usual(question).times(factor);
  }

  private Composer compose(String system, String message, Length length) {
    Question question = Question.of(message);
    List<String> passages = Passages.about(question, system + "\n\n" + message);
    Composer composer = new Composer(question, passages, random);
    List<String> sections = sections(system, message);
    if (length.sentences().isPresent()) {
      composer.introduction(length.sentences().getAsInt()); // So few leave no room for sections.
    } else if (!sections.isEmpty()) {
      composeSections(composer, sections, length.tokens());
    } else if (question.isGreeting() && length.tokens() < PLAIN) {
      composer.greeting();
    } else {
      composeFreely(composer, question, length.tokens());
    }
    return composer;
  }

  private static void composeSections(Composer composer, List<String> sections, int tokens) {
    for (int index = 0; index < sections.size(); index++) {
      String title = sections.get(index);
      int end = (int) ((long) tokens * (index + 1) / sections.size());
      composer.heading("## " + title);
      composer.paragraph(2);
      composer.quote();
      Shape shape = Shape.suggestedBy(title);
      while (composer.tokens() < end) {
        composer.part(shape);
        shape = shape == Shape.PARAGRAPH ? Shape.BULLETS : Shape.PARAGRAPH;
      }
    }
  }

  private static void composeFreely(Composer composer, Question question, int tokens) {
    composer.introduction(tokens < PLAIN ? 1 : 3);
    Shape shape = Shape.suggestedBy(question.text());
    if (tokens >= PLAIN && shape != Shape.PARAGRAPH) {
      composer.part(shape);
    }
    int parts = 0;
    while (composer.tokens() < tokens) {
      if (tokens < PLAIN) {
        composer.paragraph(1);
      } else {
        if (tokens >= WITH_HEADINGS && parts % 4 == 0) {
          composer.heading("### " + composer.title());
        }
        composer.part(parts % 3 == 2 ? Shape.BULLETS : Shape.PARAGRAPH);
      }
      parts++;
    }
    if (tokens >= PLAIN) {
      composer.closing();
    }
  }

  private Answer exactly(int tokens, Composer composer) {
    for (int part = 0; composer.tokens() < tokens; part++) {
      if (part % GOING_ON.size() == 0) {
        composer.heading("### " + composer.title());
      }
      composer.part(GOING_ON.get(part % GOING_ON.size()));
    }
    return Answer.of(composer.text()).shortenedTo(tokens);
  }

  private static List<String> sections(String system, String message) {
    List<String> asked = SectionTitles.in(message);
    return asked.isEmpty() ? SectionTitles.in(system) : asked;
  }

  private static String ends(String text) {
    return text.length() <= 2 * SEARCHED
        ? text
        : text.substring(0, SEARCHED) + "\n" + text.substring(text.length() - SEARCHED);
  }
}
