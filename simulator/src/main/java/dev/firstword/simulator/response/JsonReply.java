package dev.firstword.simulator.response;

import java.util.Map;

/** A complete HTTP reply with a JSON body. */
@SuppressWarnings("ArrayRecordComponent") // the body is raw bytes, and replies are never compared
public record JsonReply(int status, Map<String, String> headers, byte[] body) {
  public static final String CONTENT_TYPE = "application/json";

  public JsonReply {
    headers = Map.copyOf(headers);
  }

  public JsonReply withBody(byte[] otherBody) {
    return new JsonReply(status, headers, otherBody);
  }
}
