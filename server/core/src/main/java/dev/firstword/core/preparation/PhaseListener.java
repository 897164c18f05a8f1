package dev.firstword.core.preparation;

import dev.firstword.relay.event.TurnEvent.PhaseState;

/** Receives the start and end of each phase, on the thread that runs it. */
public interface PhaseListener {

  void phaseStarted(String phase, long nanos);

  void phaseEnded(String phase, PhaseState state, long nanos);
}
