package dev.firstword.simulator.response;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.util.Map;

/** Encodes one call's events, replies and errors in its wire protocol. */
public interface ResponseEncoder {

  /** Returns the headers of a successful reply, without the content type. */
  Map<String, String> headers();

  /** Returns the events before the thought, or before the first token if there is no thought. */
  byte[] openingEvents();

  /** Returns the events for a step of the thought; empty if the protocol has none. */
  byte[] thoughtEvents(ThoughtStep step);

  /** Returns the events between a thought and the first token; empty if the protocol has none. */
  byte[] answerOpeningEvents(Answer answer);

  /** Returns the event for a piece of text. */
  byte[] textEvent(String piece);

  /** Returns a keep-alive event; empty if the protocol has none. */
  byte[] keepAliveEvent();

  /** Returns the events after the last token. */
  byte[] closingEvents(Answer answer);

  /** Returns a text event whose JSON is truncated. */
  byte[] malformedEvent();

  /** Returns the error event with which the fault ends a started stream. */
  byte[] errorEvent(Fault fault);

  /** Returns the complete answer as one reply. */
  JsonReply completeReply(Answer answer);

  /** Returns the error reply with which the fault rejects a call. */
  JsonReply errorReply(Fault fault);
}
