package dev.firstword.protocol;

/** A request is refused; carries the problem that the caller is told. Never logged as a fault. */
public final class RefusedException extends RuntimeException {

  private final transient Problem problem;

  public RefusedException(Problem problem) {
    super(problem.code(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
