package dev.firstword.retrieval.extraction;

import java.util.List;

/**
 * The text under one heading.
 *
 * @param headings the headings above it, outermost first; empty for none
 * @param text its paragraphs, separated by empty lines
 */
public record Section(List<String> headings, String text) {

  public Section {
    headings = List.copyOf(headings);
  }
}
