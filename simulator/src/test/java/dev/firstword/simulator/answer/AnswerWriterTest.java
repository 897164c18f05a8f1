package dev.firstword.simulator.answer;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.simulator.prompt.ChatMessage;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerWriterTest {

  @Test
  void aGreetingGetsAShortAnswer() {
    assertThat(answer("", "Hello!").tokenCount()).isLessThan(30);
  }

  @Test
  void reusesTheQuestionsWords() {
    String text = answer("", "How should we migrate our billing system?").text();

    assertThat(text).contains("billing system").contains("migrate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hi",
        "Compare tea and coffee",
        "Write a proposal with sections: Goals, Plan, Cost",
        "Summarise it in one sentence"
      })
  void mentionsOnceThatItIsSimulated(String question) {
    assertThat(answer("", question).text()).containsOnlyOnce("(simulated answer)");
  }

  @Test
  void requestedSectionsBecomeHeadings() {
    String text =
        answer("Answer in these sections: Summary, Goals, Approach and Risks.", "Move to Berlin")
            .text();

    assertThat(text.lines().filter(line -> line.startsWith("#")))
        .containsExactly("## Summary", "## Goals", "## Approach and Risks");
  }

  @Test
  void aComparisonHasATable() {
    assertThat(answer("", "Compare PostgreSQL vs MySQL for a small shop").text())
        .contains("| Aspect | PostgreSQL | MySQL |");
  }

  @Test
  void aQuestionForCodeHasACodeBlock() {
    assertThat(answer("", "Write a Python function that merges two lists").text())
        .containsPattern("```python\ndef \\w+");
  }

  @Test
  void aRelevantSourceIsQuotedWithItsName() {
    String text =
        answer(
                "[1] Employees get 25 days of paid vacation per year.\n"
                    + "[2] The printer on the second floor takes A3 paper.",
                "How many vacation days do employees get?")
            .text();

    assertThat(text).contains("> Employees get 25 days of paid vacation per year. [1]");
  }

  @ParameterizedTest
  @CsvSource({
    "Explain recursion in 50 words, 50, 110",
    "Explain recursion in about 300 words, 300, 500",
    "Explain recursion in two paragraphs, 120, 300",
    "Explain recursion briefly, 60, 130"
  })
  void isAboutAsLongAsRequested(String question, int min, int max) {
    assertThat(answer("", question).tokenCount()).isBetween(min, max);
  }

  @Test
  void sentencesAreCounted() {
    String text = answer("Summarise in one or two sentences.", "How do vaccines work?").text();

    assertThat(text.split("[.?!](\\s|$)")).hasSizeBetween(1, 2);
  }

  @Test
  void longerQuestionsGetLongerAnswers() {
    int little = answer("", "Why is the sky blue?").tokenCount();
    int much =
        answer("", "Why is the sky blue? " + "Consider every aspect of it. ".repeat(15))
            .tokenCount();

    assertThat(much).isGreaterThan(little * 2);
  }

  @Test
  void aClassifierGetsOneWord() {
    String system = "Classify the message. Answer with one of: simple, moderate, complex";

    assertThat(answer(system, "hello there").text()).isEqualTo("simple");
    assertThat(answer(system, "word ".repeat(60)).text()).isEqualTo("complex");
  }

  @Test
  void aLengthThatIsSetIsKeptExactly() {
    property(200)
        .forAll(texts(), integers(1, 3_000))
        .checkAssert((question, tokens) -> {
          Answer answer = writer(1).write("", user(question), OptionalInt.of(tokens));

          assertThat(answer.tokenCount()).isEqualTo(tokens);
          assertThat(answer.stopReason()).isEqualTo(Answer.StopReason.END_TURN);
        });
  }

  @Test
  void anyPromptGetsAnAnswer() {
    property(200)
        .forAll(texts(), texts())
        .checkAssert((system, question) -> {
          Answer answer = writer(1).write(system, user(question), OptionalInt.empty());

          assertThat(answer.tokenCount()).isPositive();
        });
  }

  @Test
  void aMultiMegabytePromptIsAnswered() {
    String document = "[1] " + "one line of a long document about vacation days\n".repeat(60_000);

    Answer answer = answer(document, document + "\n\nHow many vacation days are there?");

    assertThat(answer.text()).contains("vacation days");
  }

  @Test
  void aDocumentInATagIsQuotedWithItsName() {
    String system =
        "<document title=\"Handbook\">Employees get 25 days of paid vacation per year.</document>";

    assertThat(answer(system, "How many vacation days do employees get?").text())
        .contains("> Employees get 25 days of paid vacation per year. [Handbook]");
  }

  @Test
  void theSameSeedGivesTheSameAnswerAndAnotherSeedAnother() {
    String question = "What makes a good morning routine?";

    String once = writer(1).write("", user(question), OptionalInt.empty()).text();
    String again = writer(1).write("", user(question), OptionalInt.empty()).text();
    String other = writer(2).write("", user(question), OptionalInt.empty()).text();

    assertThat(again).isEqualTo(once);
    assertThat(other).isNotEqualTo(once);
  }

  @Test
  void continuesAnInterruptedAnswerWhereItStopped() {
    ChatMessage question = new ChatMessage(ChatMessage.Role.USER, "How do tides come about?");
    Answer whole = writer(3).write("", List.of(question), OptionalInt.empty());
    String soFar = whole.limitedTo(40).text();

    Answer rest =
        writer(3)
            .write(
                "",
                List.of(
                    question,
                    new ChatMessage(ChatMessage.Role.ASSISTANT, soFar),
                    new ChatMessage(ChatMessage.Role.USER, "Go on exactly where it stopped.")),
                OptionalInt.empty());

    assertThat(soFar + rest.text()).isEqualTo(whole.text());
  }

  @Test
  void aContinuationIsNeverEmpty() {
    Answer rest =
        writer(3)
            .write(
                "",
                List.of(
                    new ChatMessage(ChatMessage.Role.USER, "Hello!"),
                    new ChatMessage(ChatMessage.Role.ASSISTANT, "word ".repeat(500)),
                    new ChatMessage(ChatMessage.Role.USER, "Please continue where you stopped.")),
                OptionalInt.of(10));

    assertThat(rest.text()).isNotEmpty();
  }

  private static Answer answer(String system, String question) {
    return writer(7).write(system, user(question), OptionalInt.empty());
  }

  private static AnswerWriter writer(long seed) {
    return new AnswerWriter(new SplittableRandom(seed));
  }

  private static List<ChatMessage> user(String text) {
    return List.of(new ChatMessage(ChatMessage.Role.USER, text));
  }
}
