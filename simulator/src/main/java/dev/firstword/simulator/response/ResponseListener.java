package dev.firstword.simulator.response;

/** Receives the progress of a response. */
public interface ResponseListener {

  /** Called when the model starts to respond: the head of a streamed response is sent now. */
  void onStart();

  /** Called when the first token is sent. */
  void onFirstToken();

  /** Called when nothing more will be sent. */
  void onEnd(CallOutcome outcome, int tokensSent);
}
