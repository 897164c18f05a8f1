package dev.firstword.retrieval.reading;

import java.util.List;

/**
 * What was read from a document.
 *
 * @param title what the document calls itself; empty when it says nothing
 * @param sections in the document's order, none without text
 */
public record ReadDocument(String title, List<Section> sections) {

  public ReadDocument {
    sections = List.copyOf(sections);
  }
}
