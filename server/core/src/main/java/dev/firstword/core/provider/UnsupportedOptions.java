package dev.firstword.core.provider;

/** How to handle options that a model does not take. */
public enum UnsupportedOptions {
  /** The model takes the request as it was asked, or not at all. */
  REFUSE,
  /** An option with an equivalent is translated: a budget of tokens to an effort, for example. */
  TRANSLATE,
  /** An option of the style that has no equivalent is left out as well. */
  OMIT
}
