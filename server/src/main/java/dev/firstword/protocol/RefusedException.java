package dev.firstword.protocol;

import org.jspecify.annotations.Nullable;

/** A request is refused; carries the problem that the caller is told. Never logged as a fault. */
public final class RefusedException extends RuntimeException {

  private final transient Problem problem;

  public RefusedException(Problem problem) {
    this(problem, null);
  }

  /**
   * Refuses because something that is needed has failed.
   *
   * @param cause for whoever looks for the reason; callers are not told
   */
  public RefusedException(Problem problem, @Nullable Throwable cause) {
    super(cause == null ? problem.code() : problem.code() + ": " + cause, cause, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
