package dev.firstword.simulator;

/** Settings that cannot be: names the field and says what is wrong with it. */
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

  /** The field's path, as {@code models.claude-opus-4-6.ttft_ms.p50}. */
  public String field() {
    return field;
  }

  /** What is wrong with it, as the rest of a sentence that begins with the field. */
  public String problem() {
    return problem;
  }
}
