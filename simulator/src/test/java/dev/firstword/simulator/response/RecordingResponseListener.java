package dev.firstword.simulator.response;

import java.util.ArrayList;
import java.util.List;

/** Records the events that it receives. */
final class RecordingResponseListener implements ResponseListener {
  final List<String> events;

  RecordingResponseListener() {
    this(new ArrayList<>());
  }

  RecordingResponseListener(List<String> events) {
    this.events = events;
  }

  @Override
  public void onStart() {
    events.add("started");
  }

  @Override
  public void onThoughtStart() {
    events.add("thinking");
  }

  @Override
  public void onThoughtEnd(int tokens) {
    events.add("thought " + tokens + " tokens");
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
