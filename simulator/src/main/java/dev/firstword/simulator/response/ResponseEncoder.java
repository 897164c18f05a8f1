package dev.firstword.simulator.response;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.util.Map;

/** Encodes one call's events, replies and errors in its wire protocol. */
public interface ResponseEncoder {

  /** Returns the content type of the stream; empty to send none. */
  default String contentType() {
    return "text/event-stream; charset=utf-8";
  }

  /** Returns the headers of a successful reply, without the content type. */
  Map<String, String> headers();

  /** Returns the events before the thought, or before the first token if there is no thought. */
  byte[] openingEvents(ModelOutput output);

  /** Returns the events for a step of the thought; empty if the protocol has none. */
  byte[] thoughtEvents(ThoughtStep step);

  /** Returns the events between a thought and the first token; empty if the protocol has none. */
  byte[] answerOpeningEvents(ModelOutput output);

  /** Returns the event for a piece of text. */
  byte[] textEvent(String piece);

  /** Returns the events for a step of a tool call; empty if the protocol has none. */
  byte[] toolCallEvents(OutputStep.OfToolCall step, ModelOutput output);

  /** Returns a keep-alive event; empty if the protocol has none. */
  byte[] keepAliveEvent();

  /** Returns the events after the last token. */
  byte[] closingEvents(ModelOutput output);

  default StreamEnd streamEnd() {
    return StreamEnd.CLOSES;
  }

  /** Returns a text event whose JSON is truncated. */
  byte[] malformedEvent();

  /** Returns the error event with which the fault ends a started stream. */
  byte[] errorEvent(Fault fault);

  /** Returns the complete output as one reply. */
  JsonReply completeReply(ModelOutput output);

  /** Returns the error reply with which the fault rejects a call. */
  JsonReply errorReply(Fault fault);
}
