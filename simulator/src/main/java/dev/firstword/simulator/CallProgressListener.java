package dev.firstword.simulator;

import dev.firstword.simulator.response.CallOutcome;
import dev.firstword.simulator.response.ResponseListener;

/** Records a response's progress in the call log, and runs an action when the response starts. */
record CallProgressListener(LoggedCall call, Runnable startAction) implements ResponseListener {

  @Override
  public void onStart() {
    startAction.run();
  }

  @Override
  public void onThoughtStart() {
    call.recordThinkingStart();
  }

  @Override
  public void onThoughtEnd(int tokens) {
    call.recordThinkingTokens(tokens);
  }

  @Override
  public void onFirstToken() {
    call.recordFirstToken();
  }

  @Override
  public void onEnd(CallOutcome outcome, int tokensSent) {
    call.end(outcome, tokensSent);
  }
}
