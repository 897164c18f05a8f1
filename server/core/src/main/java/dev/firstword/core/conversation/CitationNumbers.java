package dev.firstword.core.conversation;

import dev.firstword.core.prompt.ContentPart;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers the sources that an answer cites, in the order of their first citation. Citations of one
 * address, or of one document, have one number.
 */
public final class CitationNumbers {

  private final int firstNumber;
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * Creates numbers that continue after the passages that were found for the question.
   *
   * @param sources how many passages there are
   */
  public CitationNumbers(int sources) {
    firstNumber = sources + 1;
  }

  /** Returns the number of the source of a citation. */
  public int of(ContentPart.Citation citation) {
    String source =
        citation.url().isEmpty() ? "title " + citation.title() : "url " + citation.url();
    return numbers.computeIfAbsent(source, _ -> firstNumber + numbers.size());
  }
}
