package dev.firstword.bench.example;

/** The techniques of the worked example. Each one includes those before it. */
enum Technique {
  NONE("all off"),
  PARALLEL_PHASES("phases at once"),
  VERIFIED_TOKEN("token verified before"),
  CACHED_PROMPT("prompt cached"),
  SPECULATIVE_PREPARATION("head start of 400 ms");

  private final String label;

  Technique(String label) {
    this.label = label;
  }

  /** Returns the technique's label in the table. */
  String label() {
    return this == NONE || this == PARALLEL_PHASES ? label : "+ " + label;
  }

  boolean isOn(Technique technique) {
    return compareTo(technique) >= 0;
  }
}
