package dev.firstword.simulator.playback;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import java.util.Map;

/** One call's protocol: what the events, replies and errors of its answer look like as bytes. */
public interface Dialect {

  /** The headers of a successful reply, without its content type. */
  Map<String, String> headers();

  /** The events before the first token. */
  byte[] opening();

  /** The event that carries a piece of text. */
  byte[] text(String piece);

  /** An event that says only that the stream is alive; empty where the protocol has none. */
  byte[] keepAlive();

  /** The events after the last token. */
  byte[] closing(Answer answer);

  /** An event that would carry text, were its JSON not broken off. */
  byte[] malformed();

  /** The event with which such a fault ends a stream that has begun. */
  byte[] errorEvent(Fault fault);

  /** The whole answer in one reply. */
  Reply whole(Answer answer);

  /** The reply with which such a fault refuses a call from the start. */
  Reply refusal(Fault fault);
}
