package dev.firstword.simulator.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.thinking.ThoughtStep;
import java.util.Map;

/** A plain-text encoder for tests of response timing. */
final class PlainTextEncoder implements ResponseEncoder {

  @Override
  public Map<String, String> headers() {
    return Map.of();
  }

  @Override
  public byte[] openingEvents(ModelOutput output) {
    return "opening".getBytes(UTF_8);
  }

  /** Returns nothing for a count, as OpenAI's format does. */
  @Override
  public byte[] thoughtEvents(ThoughtStep step) {
    String event =
        switch (step) {
          case ThoughtStep.Open _ -> "thought opens";
          case ThoughtStep.Text(_, String text) -> "thought " + text;
          case ThoughtStep.EmptyDelta _ -> "empty";
          case ThoughtStep.TokenCount _, ThoughtStep.Stall _ -> "";
          case ThoughtStep.Close _ -> "thought closes";
        };
    return event.getBytes(UTF_8);
  }

  @Override
  public byte[] answerOpeningEvents(ModelOutput output) {
    return (output.tokenCount() == 0 ? "" : "answer opens").getBytes(UTF_8);
  }

  @Override
  public byte[] textEvent(String piece) {
    return (piece.length() > 1_000 ? "huge" : piece).getBytes(UTF_8);
  }

  @Override
  public byte[] toolCallEvents(OutputStep.OfToolCall step, ModelOutput output) {
    String event =
        switch (step) {
          case OutputStep.CallStart start -> "call " + start.call().name();
          case OutputStep.CallArguments arguments -> arguments.text();
          case OutputStep.CallEnd _ -> "call ends";
        };
    return event.getBytes(UTF_8);
  }

  @Override
  public byte[] keepAliveEvent() {
    return "alive".getBytes(UTF_8);
  }

  @Override
  public byte[] closingEvents(ModelOutput output) {
    return "closing".getBytes(UTF_8);
  }

  @Override
  public byte[] malformedEvent() {
    return "malformed".getBytes(UTF_8);
  }

  @Override
  public byte[] errorEvent(Fault fault) {
    return ("error " + fault.kind().wireName()).getBytes(UTF_8);
  }

  @Override
  public JsonReply completeReply(ModelOutput output) {
    return new JsonReply(200, Map.of(), output.text().text().getBytes(UTF_8));
  }

  @Override
  public JsonReply errorReply(Fault fault) {
    return new JsonReply(500, Map.of(), new byte[0]);
  }
}
