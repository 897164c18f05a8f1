package dev.firstword.simulator.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records what is sent, and when. */
final class RecordingResponseWriter implements ResponseWriter {
  final List<String> sent = new ArrayList<>();
  final List<Long> millis = new ArrayList<>();
  private final Scheduler scheduler;
  private boolean congested;
  private Runnable drainAction = () -> {};

  RecordingResponseWriter(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void writeHead(int status, String contentType, Map<String, String> headers) {
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
  public void sendReply(JsonReply reply, Runnable beforeEnd) {
    beforeEnd.run();
    add("answer " + reply.status() + " " + new String(reply.body(), UTF_8));
  }

  @Override
  public void sendTruncated(JsonReply reply, int bytes) {
    add("part " + new String(reply.body(), 0, bytes, UTF_8));
  }

  @Override
  public void abort() {
    add("cut");
  }

  @Override
  public void reset() {
    add("reset");
  }

  @Override
  public void whenFlushed(Runnable action) {
    action.run();
  }

  @Override
  public boolean isCongested() {
    return congested;
  }

  @Override
  public void onDrain(Runnable action) {
    drainAction = action;
  }

  void congest() {
    congested = true;
  }

  void drain() {
    congested = false;
    drainAction.run();
  }

  private void add(String what) {
    sent.add(what);
    millis.add(scheduler.nanoTime() / 1_000_000);
  }
}
