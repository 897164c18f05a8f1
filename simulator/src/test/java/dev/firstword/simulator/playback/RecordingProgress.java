package dev.firstword.simulator.playback;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told. */
final class RecordingProgress implements Progress {
  final List<String> told = new ArrayList<>();

  @Override
  public void begun() {
    told.add("begun");
  }

  @Override
  public void firstToken() {
    told.add("first token");
  }

  @Override
  public void ended(Ending ending, int tokensSent) {
    told.add(ending.wireName() + " after " + tokensSent);
  }
}
