package dev.firstword.adapters.provider;

/**
 * Finds where the events of a {@code text/event-stream} end: after an empty line. Lines end with
 * CR, LF or both. The input may be split anywhere.
 */
final class EventBoundaries {

  private boolean isLineEmpty = true;
  private boolean isAfterCarriageReturn;

  /** Returns the index after the first event that ends in this range; -1 if none does. */
  int next(byte[] bytes, int from, int end) {
    int position = from;
    while (position < end) {
      byte each = bytes[position++];
      if (each == '\n' && isAfterCarriageReturn) {
        isAfterCarriageReturn = false; // The second half of a line end.
        continue;
      }
      isAfterCarriageReturn = each == '\r';
      if (each != '\n' && each != '\r') {
        isLineEmpty = false;
        continue;
      }
      boolean isEventEnd = isLineEmpty;
      isLineEmpty = true;
      if (isEventEnd) {
        return position < end && isAfterCarriageReturn && bytes[position] == '\n'
            ? skipLineFeed(position)
            : position;
      }
    }
    return -1;
  }

  private int skipLineFeed(int position) {
    isAfterCarriageReturn = false;
    return position + 1;
  }
}
