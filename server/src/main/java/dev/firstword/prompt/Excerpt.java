package dev.firstword.prompt;

/**
 * A piece of a document that goes into a prompt.
 *
 * @param source where the document is from; empty when nobody said
 * @param heading the headings above the piece; empty for none
 */
public record Excerpt(String title, String source, String heading, String text) {}
