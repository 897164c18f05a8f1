package dev.firstword.simulator.playback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes down what is sent, and when. */
final class RecordingLine implements Line {
  final List<String> sent = new ArrayList<>();
  final List<Long> millis = new ArrayList<>();
  private final Timer timer;
  private boolean congested;
  private Runnable whenClear = () -> {};

  RecordingLine(Timer timer) {
    this.timer = timer;
  }

  @Override
  public void open(int status, String contentType, Map<String, String> headers) {
    add("open " + status);
  }

  @Override
  public void write(byte[] bytes) {
    add(new String(bytes, UTF_8));
  }

  @Override
  public void end() {
    add("end");
  }

  @Override
  public void answer(Reply reply) {
    add("answer " + reply.status() + " " + new String(reply.body(), UTF_8));
  }

  @Override
  public void answerInPart(Reply reply, int bytes) {
    add("part " + new String(reply.body(), 0, bytes, UTF_8));
  }

  @Override
  public void cut() {
    add("cut");
  }

  @Override
  public void reset() {
    add("reset");
  }

  @Override
  public void then(Runnable action) {
    action.run();
  }

  @Override
  public boolean congested() {
    return congested;
  }

  @Override
  public void whenClear(Runnable action) {
    whenClear = action;
  }

  void clog() {
    congested = true;
  }

  void clear() {
    congested = false;
    whenClear.run();
  }

  private void add(String what) {
    sent.add(what);
    millis.add(timer.nanos() / 1_000_000);
  }
}
