package dev.firstword.simulator.response;

/** The payload that makes an event or a reply a megabyte long. */
final class OversizedPayload {
  static final int LENGTH = 1 << 20;
  static final String TEXT = "(simulated megabyte) ".repeat(LENGTH / 21 + 1).substring(0, LENGTH);

  private OversizedPayload() {}

  /** Returns the JSON followed by a megabyte of white space. */
  static byte[] padded(byte[] json) {
    byte[] padded = new byte[json.length + LENGTH];
    java.util.Arrays.fill(padded, (byte) ' ');
    System.arraycopy(json, 0, padded, 0, json.length);
    return padded;
  }
}
