package dev.firstword.simulator.playback;

/** Is told how an answer gets on. */
public interface Progress {

  /** The model has begun to respond: the head of a streamed reply leaves now. */
  void begun();

  /** The first token is sent. */
  void firstToken();

  /** Nothing more will be sent. */
  void ended(Ending ending, int tokensSent);
}
