package dev.firstword.doctor;

/**
 * The server can't be examined, because it does not respond or rejects the caller. The message is
 * meant for the user.
 */
public final class ExaminationException extends Exception {

  private static final long serialVersionUID = 1;

  ExaminationException(String message) {
    super(message);
  }
}
