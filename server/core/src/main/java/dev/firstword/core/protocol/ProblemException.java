package dev.firstword.core.protocol;

import org.jspecify.annotations.Nullable;

/** Rejects a request with a {@link Problem} for the caller. Never logged as an error. */
public final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    this(problem, null);
  }

  /**
   * Rejects a request because a dependency has failed.
   *
   * @param cause for diagnosis only; not sent to the caller
   */
  public ProblemException(Problem problem, @Nullable Throwable cause) {
    super(cause == null ? problem.code() : problem.code() + ": " + cause, cause, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
