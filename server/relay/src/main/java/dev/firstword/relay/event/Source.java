package dev.firstword.relay.event;

/**
 * A passage of a document that supports an answer.
 *
 * @param source the origin of the document; empty if unknown
 * @param heading the headings above the passage; empty if none
 */
public record Source(String documentId, String title, String source, String heading) {}
