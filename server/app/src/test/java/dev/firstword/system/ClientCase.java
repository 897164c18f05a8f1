package dev.firstword.system;

/** What applications do with a client of a provider's API. The documentation has a row for each. */
public enum ClientCase {
  STREAMING("streaming"),
  NOT_STREAMING("not streaming"),
  SEVERAL_TURNS("several turns"),
  ABORT("abort ends the model call"),
  BAD_REQUEST("400"),
  UNAUTHORIZED("401"),
  RATE_LIMIT("429"),
  RETRY_AFTER("`retry-after` of a 429"),
  OVERLOADED("529, or 503 of OpenAI's APIs"),
  BROKEN_STREAM("error in mid-stream"),
  TOOL("tool round trip"),
  PARALLEL_TOOLS("parallel tools"),
  SIGNED_THOUGHTS("thought returned with its signature"),
  HIDDEN_THOUGHTS("thought without text returned"),
  IMAGE("image"),
  PDF("PDF"),
  JSON_SCHEMA("JSON schema"),
  USAGE("usage");

  private final String title;

  ClientCase(String title) {
    this.title = title;
  }

  /** The name in the documentation. */
  public String title() {
    return title;
  }

  @Override
  public String toString() {
    return title;
  }
}
