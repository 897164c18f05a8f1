package dev.firstword.simulator.playback;

/** An answer being given, which the client may leave at any time. */
public interface Performance {

  void start();

  /** The client is gone: nothing more is sent. */
  void stop();

  /** How many tokens the client has been sent. */
  int tokensSent();
}
