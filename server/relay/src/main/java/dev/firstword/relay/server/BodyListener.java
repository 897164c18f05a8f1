package dev.firstword.relay.server;

/** Receives a request body, on the connection's event loop. */
public interface BodyListener {

  /** A chunk of the body. The listener may keep the array. */
  void onBytes(byte[] chunk);

  /** The body is complete. */
  void onEnd();

  /** The body is malformed, or the client disconnected before its end. */
  void onFailure();
}
