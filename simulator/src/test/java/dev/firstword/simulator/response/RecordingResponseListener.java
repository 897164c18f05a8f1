package dev.firstword.simulator.response;

import java.util.ArrayList;
import java.util.List;

/** Records the events that it receives. */
final class RecordingResponseListener implements ResponseListener {
  final List<String> events = new ArrayList<>();

  @Override
  public void onStart() {
    events.add("begun");
  }

  @Override
  public void onFirstToken() {
    events.add("first token");
  }

  @Override
  public void onEnd(CallOutcome outcome, int tokensSent) {
    events.add(outcome.wireName() + " after " + tokensSent);
  }
}
