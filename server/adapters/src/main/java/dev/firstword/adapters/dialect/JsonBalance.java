package dev.firstword.adapters.dialect;

/**
 * Follows a JSON text character by character, or byte by byte, to notice where its first object or
 * list ends. Does not validate it.
 */
public final class JsonBalance {

  private int depth;
  private boolean isInString;
  private boolean isEscaped;
  private boolean isComplete;

  /** Reads the next character, or byte of UTF-8. Anything after the end is ignored. */
  public void read(int next) {
    if (isComplete) {
      return;
    }
    if (isInString) {
      readInString(next);
      return;
    }
    switch (next) {
      case '"' -> isInString = depth > 0;
      case '{', '[' -> depth++;
      case '}', ']' -> {
        depth = Math.max(0, depth - 1);
        isComplete = depth == 0;
      }
      default -> {}
    }
  }

  private void readInString(int next) {
    if (isEscaped) {
      isEscaped = false;
    } else if (next == '\\') {
      isEscaped = true;
    } else if (next == '"') {
      isInString = false;
    }
  }

  /** Reads the next characters. */
  public void read(String text) {
    for (int i = 0; i < text.length() && !isComplete; i++) {
      read(text.charAt(i));
    }
  }

  /** Returns whether an object or a list has begun and ended. */
  public boolean isComplete() {
    return isComplete;
  }
}
