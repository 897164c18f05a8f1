package dev.firstword.core.prompt;

/**
 * A passage of a document that is included in a prompt.
 *
 * @param source where the document is from; empty if unknown
 * @param heading the headings above the passage; empty for none
 */
public record Excerpt(String title, String source, String heading, String text) {}
