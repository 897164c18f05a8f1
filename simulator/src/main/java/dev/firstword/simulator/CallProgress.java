package dev.firstword.simulator;

import dev.firstword.simulator.playback.Ending;
import dev.firstword.simulator.playback.Progress;

/**
 * Passes an answer's progress on to the call's record, and its beginning to whom it may concern.
 */
record CallProgress(Call call, Runnable onBegun) implements Progress {

  @Override
  public void begun() {
    onBegun.run();
  }

  @Override
  public void firstToken() {
    call.firstToken();
  }

  @Override
  public void ended(Ending ending, int tokensSent) {
    call.end(ending, tokensSent);
  }
}
