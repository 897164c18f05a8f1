package dev.firstword.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadlineExtractorTest {

  @Test
  void takesTheBoldTitlesOfASummary() {
    assertThat(
            headlines(
                """
                **Comparing the contracts**

                I look at both. Then more.

                **Checking the dates**

                The first one ends in May.\
                """))
        .containsExactly("Comparing the contracts", "Checking the dates");
  }

  @Test
  void takesTheFirstSentenceOfEachParagraphOtherwise() {
    assertThat(
            headlines(
                """
                The user wants a comparison. I should be brief.
                Still the same.

                Now the dates! They differ.
                """))
        .containsExactly("The user wants a comparison", "Now the dates!");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void isIndependentOfHowTheTextIsSplit(int size) {
    String text =
        """
        Let me see. A list:
        - one
        - two

        ## Second part
        With a body. And more.

        ### Third
        """;

    assertThat(headlines(text, size))
        .containsExactly("Let me see", "Second part", "Third")
        .isEqualTo(headlines(text));
  }

  @Test
  void shortensAtAWordWithoutSplittingCharacters() {
    String headline = headlines("emoji \ud83d\ude00 word ".repeat(20)).getFirst();

    assertThat(headline)
        .hasSizeLessThanOrEqualTo(HeadlineExtractor.MAX_LENGTH + 1)
        .endsWith("\u2026");
    assertThat(headline.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  @Test
  void endsSentencesInScriptsWithoutSpaces() {
    assertThat(headlines("\u5951\u7d04\u66f8\u3092\u6bd4\u8f03\u3059\u308b\u3002\u6b21\u306b"))
        .containsExactly("\u5951\u7d04\u66f8\u3092\u6bd4\u8f03\u3059\u308b\u3002");
  }

  @Test
  void removesMarkersControlsAndDirectionOverrides() {
    assertThat(headlines("**Read `a.txt`\u202e\u0007 now**\n")).containsExactly("Read a.txt now");
  }

  @Test
  void findsNothingInBlankText() {
    assertThat(headlines("\n\n  \n****\n\n")).isEmpty();
  }

  private static List<String> headlines(String text) {
    return headlines(text, 1);
  }

  private static List<String> headlines(String text, int size) {
    HeadlineExtractor extractor = new HeadlineExtractor();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < text.length(); i += size) {
      String headline = extractor.append(text.substring(i, Math.min(text.length(), i + size)));
      if (headline != null) {
        found.add(headline);
      }
    }
    return found;
  }
}
