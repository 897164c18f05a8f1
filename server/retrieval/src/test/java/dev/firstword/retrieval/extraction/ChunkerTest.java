package dev.firstword.retrieval.extraction;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Generators.texts;
import static dev.firstword.relay.testing.Generators.textsOf;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.extraction.Chunker.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quicktheories.api.Pair;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

final class ChunkerTest {

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final Chunker chunker = new Chunker();

  @Test
  void keepsAShortSectionInOnePiece() {
    List<Chunk> chunks = chunker.chunks(List.of(new Section(List.of("A", "B"), "One. Two.")));

    assertThat(chunks).containsExactly(new Chunk(0, "A › B", "One. Two.", null));
  }

  @Test
  void cutsBetweenParagraphsWhereItCan() {
    String paragraph = "A sentence that is neither long nor short. ".repeat(17).strip();

    List<Chunk> chunks =
        chunker.chunks(
            List.of(new Section(List.of(), String.join("\n\n", paragraph, paragraph, paragraph))));

    assertThat(chunks).hasSize(3);
    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.text()).endsWith(paragraph));
  }

  @Test
  void overlapsByWholeSentences() {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sentences.add("This is the sentence of number " + i + ", which is about this long.");
    }

    List<Chunk> chunks =
        chunker.chunks(List.of(new Section(List.of(), String.join(" ", sentences))));

    assertThat(chunks).hasSize(2);
    String last = sentenceAtEnd(chunks.getFirst().text());
    assertThat(chunks.get(1).text()).contains(last).startsWith("This is");
  }

  private static String sentenceAtEnd(String text) {
    return text.substring(text.lastIndexOf("This is"));
  }

  @Test
  void neverCutsCodeThatFits() {
    String code = "if (ready) {\n  start();\n}\n".repeat(50).strip();
    String words = "Some words before it. ".repeat(40);

    List<Chunk> chunks = chunker.chunks(List.of(new Section(List.of(), words + "\n\n" + code)));

    assertThat(chunks).anySatisfy(chunk -> assertThat(chunk.text()).contains(code));
  }

  @Test
  void mergesSmallNeighbouringSections() {
    List<Chunk> chunks =
        chunker.chunks(
            List.of(
                new Section(List.of("Terms", "Agent"), "Somebody who acts."),
                new Section(List.of("Terms", "Buyer"), "Somebody who buys."),
                new Section(List.of("Other"), "Something else.")));

    assertThat(chunks)
        .containsExactly(
            new Chunk(0, "Terms", "Agent\nSomebody who acts.\n\nBuyer\nSomebody who buys.", null),
            new Chunk(1, "Other", "Something else.", null));
  }

  /** Ranges cover every character in order, and overlap only by a bounded length. */
  @Test
  void coversTheWholeText() {
    property(500).forAll(documents()).checkAssert(ChunkerTest::assertCoversTheWholeText);
  }

  private static void assertCoversTheWholeText(String text) {
    List<Range> ranges = Chunker.ranges(text);

    int covered = 0;
    int lastFrom = -1;
    for (Range range : ranges) {
      assertThat(range.from()).isLessThanOrEqualTo(covered).isGreaterThan(lastFrom);
      assertThat(covered - range.from()).isLessThanOrEqualTo(Chunker.MAX_OVERLAP);
      assertThat(range.to()).isGreaterThan(covered);
      assertThat(range.to() - range.from()).isLessThanOrEqualTo(Chunker.MAX_LENGTH);
      assertThat(isInPair(text, range.from())).isFalse();
      assertThat(isInPair(text, range.to())).isFalse();
      covered = range.to();
      lastFrom = range.from();
    }
    assertThat(covered).isEqualTo(text.length());
  }

  private static boolean isInPair(String text, int index) {
    return index > 0
        && index < text.length()
        && Character.isHighSurrogate(text.charAt(index - 1))
        && Character.isLowSurrogate(text.charAt(index));
  }

  @Test
  void keepsEveryWordInOrderAndRepeatsOnlyWithinASection() {
    property(300)
        .forAll(lists(Generate.oneOf(integers(0, 40), integers(41, 1_200)), 1, 12))
        .checkAssert(this::assertKeepsEveryWordInOrder);
  }

  private void assertKeepsEveryWordInOrder(List<Integer> sizes) {
    List<Section> sections = new ArrayList<>();
    int word = 0;
    for (int i = 0; i < sizes.size(); i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < sizes.get(i); j++) {
        text.append('w').append(word++).append(j % 9 == 8 ? ". " : j % 31 == 30 ? "\n\n" : " ");
      }
      sections.add(new Section(i % 4 == 0 ? List.of() : List.of("h" + i % 4), text.toString()));
    }

    List<Chunk> chunks = chunker.chunks(sections);

    int next = 0;
    int sectionOfLast = -1;
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      assertThat(chunk.position()).isEqualTo(i);
      assertThat(chunk.text().length()).isBetween(1, Chunker.MAX_LENGTH);
      List<Integer> words = words(chunk.text());
      if (words.getFirst() < next) {
        assertThat(sectionOf(words.getFirst(), sizes)).isEqualTo(sectionOfLast);
        assertThat(sectionOf(words.getLast(), sizes)).isEqualTo(sectionOfLast);
      } else {
        assertThat(words.getFirst()).isEqualTo(next);
      }
      for (int j = 1; j < words.size(); j++) {
        assertThat(words.get(j)).isEqualTo(words.get(j - 1) + 1);
      }
      assertThat(words.getLast()).isGreaterThanOrEqualTo(next);
      next = words.getLast() + 1;
      sectionOfLast = sectionOf(words.getLast(), sizes);
    }
    assertThat(next).isEqualTo(word);
  }

  private static List<Integer> words(String text) {
    return Arrays.stream(text.split("[\\s.]+", -1))
        .filter(word -> word.startsWith("w"))
        .map(word -> Integer.valueOf(word.substring(1)))
        .toList();
  }

  private static int sectionOf(int word, List<Integer> sizes) {
    int section = 0;
    int rest = word;
    while (rest >= sizes.get(section)) {
      rest -= sizes.get(section);
      section++;
    }
    return section;
  }

  private static Gen<String> documents() {
    Gen<String> parts =
        Generate.frequency(
            Pair.of(6, textsOf(LETTERS, 1, 12)),
            Pair.of(3, of(" ", ". ", "? ", "\n", "\n\n", "\n \n\n", "")),
            Pair.of(1, of("x".repeat(1_700), "\uD83D\uDE00".repeat(900))),
            Pair.of(1, texts(0, 200)));
    return lists(parts, 1, 400).map(some -> String.join(" ".repeat(some.size() % 2), some));
  }
}
