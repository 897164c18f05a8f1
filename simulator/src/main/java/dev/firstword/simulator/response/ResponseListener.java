package dev.firstword.simulator.response;

/** Receives the progress of a response. */
public interface ResponseListener {

  /** Called when the model starts to respond: the head of a streamed response is sent now. */
  void onStart();

  /** Called when a thought opens. */
  void onThoughtStart();

  /** Called when a thought ends or is abandoned, with the number of its tokens until then. */
  void onThoughtEnd(int tokens);

  /** Called when the first token of the answer or of a tool call is sent. */
  void onFirstToken();

  /** Called when nothing more will be sent. The tokens are those of the answer. */
  void onEnd(CallOutcome outcome, int tokensSent);
}
