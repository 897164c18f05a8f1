package dev.firstword.simulator.playback;

/** A way in which clients ask models. */
public interface Protocol {

  Reading read(Incoming request);

  /** The refusal of a body that is too large to be read at all. */
  Reply tooLarge(String requestId);
}
