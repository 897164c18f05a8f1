package dev.firstword.retrieval.reading;

import java.util.List;

/**
 * Text under one heading.
 *
 * @param headings above it, outermost first; empty for none
 * @param text its paragraphs, with an empty line between two of them
 */
public record Section(List<String> headings, String text) {

  public Section {
    headings = List.copyOf(headings);
  }
}
