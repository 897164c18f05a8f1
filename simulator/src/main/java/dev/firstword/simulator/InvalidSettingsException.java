package dev.firstword.simulator;

/** Thrown when settings are invalid. Names the field and the problem. */
public final class InvalidSettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final String problem;

  InvalidSettingsException(String field, String problem) {
    super(field + " " + problem);
    this.field = field;
    this.problem = problem;
  }

  InvalidSettingsException(String field, String problem, Throwable cause) {
    super(field + " " + problem, cause);
    this.field = field;
    this.problem = problem;
  }

  /** Returns the field's path, such as {@code models.claude-opus-4-6.ttft_ms.p50}. */
  public String field() {
    return field;
  }

  /** Returns the problem, worded to follow the field's name. */
  public String problem() {
    return problem;
  }
}
