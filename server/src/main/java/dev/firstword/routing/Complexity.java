package dev.firstword.routing;

/** How much a question asks of a model. */
public enum Complexity {
  SIMPLE,
  MODERATE,
  COMPLEX
}
