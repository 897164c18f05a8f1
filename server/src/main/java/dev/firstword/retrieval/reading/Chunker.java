package dev.firstword.retrieval.reading;

import dev.firstword.retrieval.Chunk;
import dev.firstword.retrieval.reading.TextPieces.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a document's sections into the pieces that are embedded, found and shown to the model.
 *
 * <p>About 1,200 characters are some 300 tokens: long enough to answer by itself, short enough that
 * one vector still says what it is about and ten of them fit a prompt. Small embedding models read
 * 512 tokens, which the most, 1,600 characters, keeps below in most languages. Up to 200 characters
 * (one or two sentences) are repeated at the beginning of the next piece of the same section, so
 * that a statement whose subject was named a sentence before is found with it.
 */
public final class Chunker {

  static final int TARGET = 1_200;
  static final int LARGEST = 1_600;
  static final int LARGEST_OVERLAP = 200;

  /** Sections up to this long share a piece with their neighbours. */
  private static final int SMALL = TARGET / 3;

  private static final String BETWEEN_HEADINGS = " › ";

  /**
   * A part of a section's text.
   *
   * @param from index of its first character
   * @param to index after its last one
   */
  record Range(int from, int to) {}

  /** The pieces in order, without vectors. */
  public List<Chunk> chunks(List<Section> read) {
    List<Section> sections = read.stream().filter(section -> !section.text().isBlank()).toList();
    List<Chunk> chunks = new ArrayList<>();
    int next = 0;
    while (next < sections.size()) {
      int after = endOfNeighbours(sections, next);
      if (after - next > 1) {
        add(chunks, parent(sections.get(next)), together(sections.subList(next, after)));
      } else {
        Section section = sections.get(next);
        for (Range range : ranges(section.text())) {
          add(chunks, section.headings(), section.text().substring(range.from(), range.to()));
        }
      }
      next = after;
    }
    return chunks;
  }

  private static void add(List<Chunk> chunks, List<String> headings, String text) {
    String trimmed = SectionWriter.withoutEmptyEdges(text);
    if (!trimmed.isBlank()) {
      String heading = String.join(BETWEEN_HEADINGS, headings);
      chunks.add(new Chunk(chunks.size(), heading, trimmed, null));
    }
  }

  /** Where the small sections under the same parent end that fit into one piece. */
  private static int endOfNeighbours(List<Section> sections, int first) {
    int length = 0;
    int index = first;
    while (index < sections.size()) {
      Section section = sections.get(index);
      length += own(section).length() + section.text().length() + 3;
      boolean shares =
          section.text().length() <= SMALL
              && length <= TARGET
              && !section.headings().isEmpty()
              && section.headings().size() == sections.get(first).headings().size()
              && parent(section).equals(parent(sections.get(first)));
      if (!shares) {
        break;
      }
      index++;
    }
    return Math.max(index, first + 1);
  }

  private static List<String> parent(Section section) {
    List<String> headings = section.headings();
    return headings.isEmpty() ? headings : headings.subList(0, headings.size() - 1);
  }

  private static String own(Section section) {
    return section.headings().isEmpty() ? "" : section.headings().getLast();
  }

  /** Their own headings move into the text, as the piece's heading is their parents'. */
  private static String together(List<Section> sections) {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      if (!text.isEmpty()) {
        text.append("\n\n");
      }
      text.append(own(section)).append('\n').append(section.text());
    }
    return text.toString();
  }

  /** How a text is split: every character in order, in a range no longer than the largest. */
  static List<Range> ranges(String text) {
    List<Piece> pieces = TextPieces.of(text, TARGET, LARGEST);
    List<Range> ranges = new ArrayList<>();
    int next = 0; // The first piece that is in no range yet.
    int from = 0;
    while (next < pieces.size()) {
      if (pieces.get(next).to() - from > LARGEST) {
        from = pieces.get(next).from(); // No room for an overlap.
      }
      int after = end(pieces, next, from);
      ranges.add(new Range(from, pieces.get(after - 1).to()));
      from = overlap(pieces, next, after);
      next = after;
    }
    return ranges;
  }

  /** The first piece that the range no longer holds. */
  private static int end(List<Piece> pieces, int next, int from) {
    if (pieces.getLast().to() - from <= LARGEST) {
      return pieces.size(); // Rather one that is a little longer than a scrap after it.
    }
    int after = next + 1;
    int afterParagraph = 0;
    while (after < pieces.size() && pieces.get(after).to() - from <= TARGET) {
      if (pieces.get(after - 1).endsParagraph() && pieces.get(after - 1).to() - from > TARGET / 2) {
        afterParagraph = after;
      }
      after++;
    }
    boolean inParagraph = !pieces.get(after - 1).endsParagraph();
    return inParagraph && afterParagraph > 0 ? afterParagraph : after;
  }

  /** Where the next range begins: with as many whole pieces of the last one as may be repeated. */
  private static int overlap(List<Piece> pieces, int first, int after) {
    int end = pieces.get(after - 1).to();
    int from = end;
    for (int i = after - 1; i > first && end - pieces.get(i).from() <= LARGEST_OVERLAP; i--) {
      from = pieces.get(i).from();
    }
    return from;
  }
}
