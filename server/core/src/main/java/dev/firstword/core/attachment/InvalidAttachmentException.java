package dev.firstword.core.attachment;

/** Thrown for content that is not accepted. The message says why, as the end of a sentence. */
public final class InvalidAttachmentException extends Exception {

  private static final long serialVersionUID = 1;

  InvalidAttachmentException(String message) {
    super(message);
  }
}
