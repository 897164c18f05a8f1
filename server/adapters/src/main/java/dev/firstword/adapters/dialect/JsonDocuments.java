package dev.firstword.adapters.dialect;

import dev.firstword.relay.event.BoundedByteBuffer;

/**
 * Splits a body into its JSON objects: one, several in lines, or several in a list. What stands
 * between them is ignored.
 */
final class JsonDocuments {

  /** Receives complete objects. */
  @FunctionalInterface
  interface Listener {
    /** Receives an object, whose bytes are valid only until this method returns. */
    void onObject(byte[] bytes, int offset, int length);
  }

  private final Listener listener;
  private final BoundedByteBuffer partial;
  private JsonBalance balance = new JsonBalance();
  private boolean isInObject;

  /**
   * Creates a splitter.
   *
   * @param maxBytes the maximum size of an object
   */
  JsonDocuments(int maxBytes, Listener listener) {
    this.partial = new BoundedByteBuffer(maxBytes);
    this.listener = listener;
  }

  /** Reads the next bytes. Returns false if an object is too large; then nothing may follow. */
  boolean feed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int start = offset;
    for (int i = offset; i < end; i++) {
      if (!isInObject) {
        if (bytes[i] != '{') {
          continue;
        }
        isInObject = true;
        start = i;
      }
      balance.read(bytes[i]);
      if (balance.isComplete()) {
        isInObject = false;
        balance = new JsonBalance();
        if (!emit(bytes, start, i + 1)) {
          return false;
        }
      }
    }
    return !isInObject || partial.append(bytes, start, end);
  }

  private boolean emit(byte[] bytes, int from, int to) {
    if (partial.length() == 0) {
      listener.onObject(bytes, from, to - from);
      return true;
    }
    if (!partial.append(bytes, from, to)) {
      return false;
    }
    int size = partial.length();
    listener.onObject(partial.drain(), 0, size);
    return true;
  }

  /** Returns whether an object has begun that is not complete. */
  boolean isInObject() {
    return isInObject;
  }
}
