package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.extraction.TextSplitter.Segment;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a document's sections into chunks, which are embedded, searched and shown to the model.
 *
 * <p>The target of 1,200 characters is about 300 tokens: long enough to answer by itself, short
 * enough that one vector represents it and ten chunks fit a prompt. Small embedding models read 512
 * tokens; the maximum of 1,600 characters stays below that in most languages. Up to 200 characters
 * (one or two sentences) are repeated at the start of the next chunk of the same section. This way
 * a statement is found together with a subject that was named one sentence earlier.
 */
public final class Chunker {

  static final int TARGET_LENGTH = 1_200;
  static final int MAX_LENGTH = 1_600;
  static final int MAX_OVERLAP = 200;

  /** Four times what a text of the maximum length needs. */
  static final int MAX_CHUNKS = 50_000;

  /** What all chunks may have, in characters: each repeats the headings above it. */
  static final int MAX_TOTAL_LENGTH = DocumentReader.MAX_TEXT_LENGTH * 3 / 2;

  /** Sections up to this length share a chunk with their neighbours. */
  private static final int SMALL_SECTION_LENGTH = TARGET_LENGTH / 3;

  private static final String HEADING_SEPARATOR = " › ";

  /**
   * A part of a section's text.
   *
   * @param from index of its first character, inclusive
   * @param to index after its last character
   */
  record Range(int from, int to) {}

  /**
   * The chunks in order, without vectors.
   *
   * @throws RetrievalException if there are too many; the message is meant for the uploader
   */
  public List<Chunk> chunks(List<Section> read) {
    List<Section> sections = read.stream().filter(section -> !section.text().isBlank()).toList();
    Output chunks = new Output();
    int next = 0;
    while (next < sections.size()) {
      int after = endOfMergeableSections(sections, next);
      if (after - next > 1) {
        chunks.add(parentHeadings(sections.get(next)), merge(sections.subList(next, after)));
      } else {
        Section section = sections.get(next);
        for (Range range : ranges(section.text())) {
          chunks.add(section.headings(), section.text().substring(range.from(), range.to()));
        }
      }
      next = after;
    }
    return chunks.list;
  }

  /** The chunks so far, within the limits. */
  private static final class Output {
    final List<Chunk> list = new ArrayList<>();
    private int length;

    void add(List<String> headings, String text) {
      String trimmed = SectionBuilder.trimBlankLines(text);
      if (trimmed.isBlank()) {
        return;
      }
      String heading = String.join(HEADING_SEPARATOR, headings);
      length += heading.length() + trimmed.length();
      if (list.size() == MAX_CHUNKS || length > MAX_TOTAL_LENGTH) {
        throw SectionBuilder.tooManySections();
      }
      list.add(new Chunk(list.size(), heading, trimmed, null));
    }
  }

  /** The end of the run of small sections under the same parent that fit into one chunk. */
  private static int endOfMergeableSections(List<Section> sections, int first) {
    int length = 0;
    int index = first;
    while (index < sections.size()) {
      Section section = sections.get(index);
      length += ownHeading(section).length() + section.text().length() + 3;
      boolean mergeable =
          section.text().length() <= SMALL_SECTION_LENGTH
              && length <= TARGET_LENGTH
              && !section.headings().isEmpty()
              && section.headings().size() == sections.get(first).headings().size()
              && parentHeadings(section).equals(parentHeadings(sections.get(first)));
      if (!mergeable) {
        break;
      }
      index++;
    }
    return Math.max(index, first + 1);
  }

  private static List<String> parentHeadings(Section section) {
    List<String> headings = section.headings();
    return headings.isEmpty() ? headings : headings.subList(0, headings.size() - 1);
  }

  private static String ownHeading(Section section) {
    return section.headings().isEmpty() ? "" : section.headings().getLast();
  }

  /** Moves the sections' own headings into the text; the chunk's heading is their parent's. */
  private static String merge(List<Section> sections) {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      if (!text.isEmpty()) {
        text.append("\n\n");
      }
      text.append(ownHeading(section)).append('\n').append(section.text());
    }
    return text.toString();
  }

  /** Splits a text into ranges of at most the maximum length that cover every character. */
  static List<Range> ranges(String text) {
    List<Segment> segments = TextSplitter.split(text, TARGET_LENGTH, MAX_LENGTH);
    List<Range> ranges = new ArrayList<>();
    int next = 0; // The first segment that is in no range yet.
    int from = 0;
    while (next < segments.size()) {
      if (segments.get(next).to() - from > MAX_LENGTH) {
        from = segments.get(next).from(); // No room for the overlap.
      }
      int after = endOfRange(segments, next, from);
      ranges.add(new Range(from, segments.get(after - 1).to()));
      from = overlapStart(segments, next, after);
      next = after;
    }
    return ranges;
  }

  /** The index after the last segment of the range. */
  private static int endOfRange(List<Segment> segments, int next, int from) {
    if (segments.getLast().to() - from <= MAX_LENGTH) {
      return segments.size(); // A slightly longer chunk is better than a tiny one after it.
    }
    int after = next + 1;
    int afterParagraph = 0;
    while (after < segments.size() && segments.get(after).to() - from <= TARGET_LENGTH) {
      if (segments.get(after - 1).endsParagraph()
          && segments.get(after - 1).to() - from > TARGET_LENGTH / 2) {
        afterParagraph = after;
      }
      after++;
    }
    boolean inParagraph = !segments.get(after - 1).endsParagraph();
    return inParagraph && afterParagraph > 0 ? afterParagraph : after;
  }

  /** The start of the next range, which repeats as many whole segments as allowed. */
  private static int overlapStart(List<Segment> segments, int first, int after) {
    int end = segments.get(after - 1).to();
    int from = end;
    for (int i = after - 1; i > first && end - segments.get(i).from() <= MAX_OVERLAP; i--) {
      from = segments.get(i).from();
    }
    return from;
  }
}
