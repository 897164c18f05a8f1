package dev.firstword.bench.example;

/** The techniques of the worked example, each on top of those before it. */
enum Technique {
  NONE("all off"),
  AT_ONCE("phases at once"),
  KNOWN_TOKEN("token verified before"),
  CACHED_PROMPT("prompt cached"),
  HEAD_START("head start of 400 ms");

  private final String words;

  Technique(String words) {
    this.words = words;
  }

  /** What the table calls it. */
  String words() {
    return this == NONE || this == AT_ONCE ? words : "+ " + words;
  }

  boolean isOn(Technique technique) {
    return compareTo(technique) >= 0;
  }
}
