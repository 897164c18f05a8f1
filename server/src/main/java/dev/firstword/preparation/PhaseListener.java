package dev.firstword.preparation;

import dev.firstword.protocol.TurnEvent.PhaseState;

/** Receives the start and end of each phase, on the thread that runs it. */
public interface PhaseListener {

  void phaseStarted(String phase, long nanos);

  void phaseEnded(String phase, PhaseState state, long nanos);
}
