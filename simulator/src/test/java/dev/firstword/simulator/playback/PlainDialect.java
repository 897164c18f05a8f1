package dev.firstword.simulator.playback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.fault.Fault;
import java.util.Map;

/** A protocol of bare words, for tests of what is sent when. */
final class PlainDialect implements Dialect {

  @Override
  public Map<String, String> headers() {
    return Map.of();
  }

  @Override
  public byte[] opening() {
    return "opening".getBytes(UTF_8);
  }

  @Override
  public byte[] text(String piece) {
    return (piece.length() > 1_000 ? "huge" : piece).getBytes(UTF_8);
  }

  @Override
  public byte[] keepAlive() {
    return "alive".getBytes(UTF_8);
  }

  @Override
  public byte[] closing(Answer answer) {
    return "closing".getBytes(UTF_8);
  }

  @Override
  public byte[] malformed() {
    return "malformed".getBytes(UTF_8);
  }

  @Override
  public byte[] errorEvent(Fault fault) {
    return ("error " + fault.kind().wireName()).getBytes(UTF_8);
  }

  @Override
  public Reply whole(Answer answer) {
    return new Reply(200, Map.of(), answer.text().getBytes(UTF_8));
  }

  @Override
  public Reply refusal(Fault fault) {
    return new Reply(500, Map.of(), new byte[0]);
  }
}
