package dev.firstword.retrieval;

/**
 * A piece of a document as it was found.
 *
 * @param id of the piece, the same as long as the document is kept
 * @param title the document's
 * @param source where the document is from, such as an address; empty when nobody said
 * @param heading the headings above the piece, outermost first, joined with " › "; empty for none
 * @param score comparable within one search only, higher is better
 */
public record Passage(
    String id,
    String documentId,
    String title,
    String source,
    String heading,
    String text,
    double score) {

  /** The same with another score. */
  public Passage scored(double newScore) {
    return new Passage(id, documentId, title, source, heading, text, newScore);
  }
}
