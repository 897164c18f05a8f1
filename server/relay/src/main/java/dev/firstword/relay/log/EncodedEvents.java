package dev.firstword.relay.log;

import java.nio.charset.StandardCharsets;

/** Finds the borders and the sequence numbers of encoded events. */
public final class EncodedEvents {

  /** Occurs only at the end of an event, because its JSON is one line. */
  private static final byte[] EVENT_END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private static final int ID_PREFIX = "id: ".length();
  private static final int DATA_PREFIX = "data: ".length();

  private EncodedEvents() {}

  /** Returns the end of the event that starts at an offset, or -1 if it is incomplete. */
  public static int end(byte[] bytes, int start, int limit) {
    for (int end = start + EVENT_END.length; end <= limit; end++) {
      if (endsAt(bytes, end)) {
        return end;
      }
    }
    return -1;
  }

  /** Returns the end of the last complete event between two offsets, or {@code from} if none is. */
  static int lastEnd(byte[] bytes, int from, int to) {
    for (int end = to; end - EVENT_END.length >= from; end--) {
      if (endsAt(bytes, end)) {
        return end;
      }
    }
    return from;
  }

  private static boolean endsAt(byte[] bytes, int end) {
    return bytes[end - 1] == EVENT_END[1] && bytes[end - 2] == EVENT_END[0];
  }

  /** Returns the offset of the JSON of the event that starts at an offset. */
  public static int data(byte[] bytes, int start) {
    int data = start;
    while (bytes[data] != '\n') {
      data++;
    }
    return data + 1 + DATA_PREFIX;
  }

  /** Reads the sequence number of the event that starts at an offset. */
  public static long sequence(byte[] bytes, int start) {
    long sequence = 0;
    for (int i = start + ID_PREFIX; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      sequence = sequence * 10 + bytes[i] - '0';
    }
    return sequence;
  }
}
