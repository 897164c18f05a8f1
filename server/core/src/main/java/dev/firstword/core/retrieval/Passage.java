package dev.firstword.core.retrieval;

/**
 * A chunk of a document, as found by a search.
 *
 * @param id the id of the chunk, stable as long as the document is stored
 * @param title the document's title
 * @param source where the document is from, such as a URL; empty if not given
 * @param heading the headings above the chunk, outermost first, joined with " › "; empty for none
 * @param score higher is better; comparable within one search only
 */
public record Passage(
    String id,
    String documentId,
    String title,
    String source,
    String heading,
    String text,
    double score) {

  /** A copy with another score. */
  public Passage withScore(double newScore) {
    return new Passage(id, documentId, title, source, heading, text, newScore);
  }
}
