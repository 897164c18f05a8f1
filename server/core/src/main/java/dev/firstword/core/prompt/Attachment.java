package dev.firstword.core.prompt;

/**
 * An image or a file of a message, with its bytes.
 *
 * @param content the bytes that the description's hash covers
 */
@SuppressWarnings("ArrayRecordComponent") // written once and never compared
public record Attachment(MediaDescription description, byte[] content) {}
