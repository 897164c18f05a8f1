package dev.firstword.core.answer;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SectionDetectorTest {

  private static final List<String> TITLES = List.of("Understanding", "Our approach", "Next steps");

  private static final String ANSWER =
      """
      A word before.

      ## Understanding
      You want more orders.

      ## Our approach
      We build it. As code:

      ```md
      ## Next steps
      ```

      ## Next steps
      - Call us.
      """;

  private final List<String> published = new ArrayList<>();
  private final SectionDetector sections = newDetector(TITLES, published);

  private static SectionDetector newDetector(List<String> titles, List<String> published) {
    return new SectionDetector(
        titles,
        (index, count, title, state) ->
            published.add(index + "/" + count + " " + title + " " + state.wireName()));
  }

  @Test
  void reportsTheStartAndTheCompletionOfEachSection() {
    sections.append(ANSWER);
    sections.finish();

    assertThat(published)
        .containsExactly(
            "1/3 Understanding started",
            "1/3 Understanding complete",
            "2/3 Our approach started",
            "2/3 Our approach complete",
            "3/3 Next steps started",
            "3/3 Next steps complete");
  }

  @Test
  void reportsTheSameForAnySplitOfTheText() {
    property()
        .forAll(lists(integers(0, 200), 0, 12))
        .checkAssert(SectionDetectorTest::assertReportsTheSame);
  }

  private static void assertReportsTheSame(List<Integer> cuts) {
    List<String> whole = new ArrayList<>();
    SectionDetector atOnce = newDetector(TITLES, whole);
    atOnce.append(ANSWER);
    atOnce.finish();

    List<String> inPieces = new ArrayList<>();
    SectionDetector piecewise = newDetector(TITLES, inPieces);
    int from = 0;
    for (int cut : cuts.stream().map(cut -> Math.min(cut, ANSWER.length())).sorted().toList()) {
      piecewise.append(ANSWER.substring(from, cut));
      from = cut;
    }
    piecewise.append(ANSWER.substring(from));
    piecewise.finish();

    assertThat(inPieces).isEqualTo(whole);
  }

  @Test
  void reportsTheSameCharacterByCharacter() {
    ANSWER.chars().forEach(character -> sections.append(Character.toString(character)));
    sections.finish();

    assertThat(published).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# Our approach",
        "###### our  APPROACH",
        "  ## Our approach:",
        "## 2. Our approach",
        "## 2) **Our approach**",
        "## Section 2: Our approach",
        "## II. _Our approach_ ",
        "## Our approach ##",
        "##\tOur approach\r"
      })
  void recognisesADecoratedTitle(String heading) {
    sections.append(heading + "\n");

    assertThat(published).containsExactly("2/3 Our approach started");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Our approach",
        "**Our approach**",
        "##Our approach",
        "####### Our approach",
        "    ## Our approach",
        "## Our approach to pricing",
        "> ## Our approach"
      })
  void recognisesNothingElseAsAHeading(String line) {
    sections.append(line + "\n");

    assertThat(published).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"```code in a line``` and words", "Words and ```", "~~"})
  void doesNotTreatInlineCodeAsABlock(String line) {
    sections.append(line + "\n## Understanding\n");

    assertThat(published).containsExactly("1/3 Understanding started");
  }

  @Test
  void skipsAMissingSection() {
    sections.append("## Understanding\na\n## Next steps\nb\n");
    sections.finish();

    assertThat(published)
        .containsExactly(
            "1/3 Understanding started",
            "1/3 Understanding complete",
            "3/3 Next steps started",
            "3/3 Next steps complete");
  }

  @Test
  void ignoresARepeatedTitle() {
    sections.append("## Next steps\n## Understanding\n## Next steps\n");

    assertThat(published).containsExactly("3/3 Next steps started");
  }

  @Test
  void anInterruptedAnswerCompletesNothing() {
    sections.append("## Understanding\nYou want");

    assertThat(published).containsExactly("1/3 Understanding started");
    assertThat(sections.completeCount()).isZero();
  }

  @Test
  void recognisesAHeadingWithoutATrailingLineBreak() {
    sections.append("## Next steps");
    sections.finish();

    assertThat(published).containsExactly("3/3 Next steps started", "3/3 Next steps complete");
  }

  @Test
  void reportsNothingWithoutSections() {
    SectionDetector none = newDetector(List.of(), published);

    none.append(ANSWER);
    none.finish();

    assertThat(published).isEmpty();
  }

  @Test
  void doesNotBufferAnOverlongLine() {
    sections.append("x".repeat(1_000_000));
    sections.append("\n## Understanding\n");

    assertThat(published).containsExactly("1/3 Understanding started");
  }
}
