package dev.firstword.simulator.response;

/** A response in progress, which the client may abandon at any time. */
public interface ResponseTask {

  void start();

  /** Stops sending because the client has disconnected. */
  void stop();

  /** Returns the number of tokens of the answer sent. */
  int tokensSent();
}
