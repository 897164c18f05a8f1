package dev.firstword.preparation;

import dev.firstword.protocol.TurnEvent.PhaseState;

/** Hears phases begin and end, on the thread that does the work. */
public interface PhaseListener {

  void phaseStarted(String phase, long nanos);

  void phaseEnded(String phase, PhaseState state, long nanos);
}
