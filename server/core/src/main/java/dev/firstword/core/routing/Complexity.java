package dev.firstword.core.routing;

/** How demanding a question is for a model. */
public enum Complexity {
  SIMPLE,
  MODERATE,
  COMPLEX
}
