package dev.firstword.doctor;

/** There is nothing to examine, or it lets nobody in; the message is a sentence for a person. */
public final class CannotExamineException extends Exception {

  private static final long serialVersionUID = 1;

  CannotExamineException(String message) {
    super(message);
  }
}
