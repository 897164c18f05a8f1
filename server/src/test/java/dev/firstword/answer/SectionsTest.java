package dev.firstword.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SectionsTest {

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

  private final List<String> told = new ArrayList<>();
  private final Sections sections = sections(TITLES, told);

  private static Sections sections(List<String> titles, List<String> told) {
    return new Sections(
        titles,
        (index, count, title, state) ->
            told.add(index + "/" + count + " " + title + " " + state.wireName()));
  }

  @Test
  void tellsEachSectionAsItBeginsAndAsTheNextOneDoes() {
    sections.text(ANSWER);
    sections.end();

    assertThat(told)
        .containsExactly(
            "1/3 Understanding started",
            "1/3 Understanding complete",
            "2/3 Our approach started",
            "2/3 Our approach complete",
            "3/3 Next steps started",
            "3/3 Next steps complete");
  }

  @Property
  void tellsTheSameHoweverTheTextIsSplit(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 200) Integer> cuts) {
    List<String> whole = new ArrayList<>();
    Sections atOnce = sections(TITLES, whole);
    atOnce.text(ANSWER);
    atOnce.end();

    List<String> inPieces = new ArrayList<>();
    Sections piecewise = sections(TITLES, inPieces);
    int from = 0;
    for (int cut : cuts.stream().map(cut -> Math.min(cut, ANSWER.length())).sorted().toList()) {
      piecewise.text(ANSWER.substring(from, cut));
      from = cut;
    }
    piecewise.text(ANSWER.substring(from));
    piecewise.end();

    assertThat(inPieces).isEqualTo(whole);
  }

  @Test
  void tellsTheSameCharacterByCharacter() {
    ANSWER.chars().forEach(character -> sections.text(Character.toString(character)));
    sections.end();

    assertThat(told).hasSize(6);
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
  void knowsATitleWhateverIsPutAroundIt(String heading) {
    sections.text(heading + "\n");

    assertThat(told).containsExactly("2/3 Our approach started");
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
  void takesNothingElseForAHeading(String line) {
    sections.text(line + "\n");

    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"```code in a line``` and words", "Words and ```", "~~"})
  void takesCodeInALineForNoBlock(String line) {
    sections.text(line + "\n## Understanding\n");

    assertThat(told).containsExactly("1/3 Understanding started");
  }

  @Test
  void aSectionThatIsLeftOutIsNotWaitedFor() {
    sections.text("## Understanding\na\n## Next steps\nb\n");
    sections.end();

    assertThat(told)
        .containsExactly(
            "1/3 Understanding started",
            "1/3 Understanding complete",
            "3/3 Next steps started",
            "3/3 Next steps complete");
  }

  @Test
  void aTitleThatComesAgainBeginsNothing() {
    sections.text("## Next steps\n## Understanding\n## Next steps\n");

    assertThat(told).containsExactly("3/3 Next steps started");
  }

  @Test
  void anAnswerThatBreaksOffCompletesNothing() {
    sections.text("## Understanding\nYou want");

    assertThat(told).containsExactly("1/3 Understanding started");
    assertThat(sections.complete()).isZero();
  }

  @Test
  void aHeadingAtTheVeryEndCountsWithoutItsLineBreak() {
    sections.text("## Next steps");
    sections.end();

    assertThat(told).containsExactly("3/3 Next steps started", "3/3 Next steps complete");
  }

  @Test
  void anAnswerWithoutSectionsTellsNothing() {
    Sections none = sections(List.of(), told);

    none.text(ANSWER);
    none.end();

    assertThat(told).isEmpty();
  }

  @Test
  void keepsNothingOfALineThatGoesOnAndOn() {
    sections.text("x".repeat(1_000_000));
    sections.text("\n## Understanding\n");

    assertThat(told).containsExactly("1/3 Understanding started");
  }
}
