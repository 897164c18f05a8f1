package dev.firstword.simulator.playback;

import java.util.Map;

/** A whole HTTP reply with a JSON body. */
@SuppressWarnings("ArrayRecordComponent") // a body is bytes, and nobody compares replies
public record Reply(int status, Map<String, String> headers, byte[] body) {
  public static final String CONTENT_TYPE = "application/json";

  public Reply {
    headers = Map.copyOf(headers);
  }

  public Reply withBody(byte[] otherBody) {
    return new Reply(status, headers, otherBody);
  }
}
