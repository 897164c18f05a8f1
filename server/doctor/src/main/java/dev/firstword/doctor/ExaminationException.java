package dev.firstword.doctor;

/**
 * The server can't be examined, because none answers or it rejects the caller. The message is a
 * sentence for the user.
 */
public final class ExaminationException extends Exception {

  private static final long serialVersionUID = 1;

  ExaminationException(String message) {
    super(message);
  }
}
