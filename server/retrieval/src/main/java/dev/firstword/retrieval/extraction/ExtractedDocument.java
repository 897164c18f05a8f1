package dev.firstword.retrieval.extraction;

import java.util.List;

/**
 * The text extracted from a document.
 *
 * @param title the document's own title; empty if it has none
 * @param sections in document order, none of them empty
 */
public record ExtractedDocument(String title, List<Section> sections) {

  public ExtractedDocument {
    sections = List.copyOf(sections);
  }
}
