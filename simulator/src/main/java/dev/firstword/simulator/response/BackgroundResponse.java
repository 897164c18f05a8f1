package dev.firstword.simulator.response;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A response that continues without its client. Keeps its events, so that another connection can
 * follow it from any of them on. Confined to one event loop.
 */
public final class BackgroundResponse implements ResponseWriter {
  private static final String EVENT_END = "\n\n";

  private final String id;
  private final List<byte[]> events = new ArrayList<>();
  private final List<ResponseWriter> followers = new ArrayList<>();
  private String contentType = "";
  private Map<String, String> headers = Map.of();
  private boolean isEnded;

  /** Creates a response that its first client follows from the start. */
  public BackgroundResponse(String id, ResponseWriter first) {
    this.id = id;
    followers.add(first);
  }

  public String id() {
    return id;
  }

  public boolean isEnded() {
    return isEnded;
  }

  /**
   * Sends the events after the given one, and all later ones.
   *
   * @param startingAfter the number of an event, of which the first is 0
   */
  public void follow(ResponseWriter follower, long startingAfter) {
    follower.writeHead(200, contentType, headers);
    for (int i = (int) Math.min(startingAfter + 1, events.size()); i < events.size(); i++) {
      follower.write(events.get(i));
    }
    if (isEnded) {
      follower.end();
    } else {
      followers.add(follower);
    }
  }

  public void leave(ResponseWriter follower) {
    followers.remove(follower);
  }

  @Override
  public void writeHead(int status, String type, Map<String, String> fields) {
    contentType = type;
    headers = fields;
    followers.forEach(follower -> follower.writeHead(status, type, fields));
  }

  @Override
  public void write(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf(EVENT_END, start) + EVENT_END.length();
      events.add(text.substring(start, end).getBytes(UTF_8));
      start = end;
    }
    followers.forEach(follower -> follower.write(bytes));
  }

  @Override
  public void end() {
    isEnded = true;
    followers.forEach(ResponseWriter::end);
    followers.clear();
  }

  @Override
  public void sendReply(JsonReply reply, Runnable beforeEnd) {
    isEnded = true;
    followers.forEach(follower -> follower.sendReply(reply, beforeEnd));
    followers.clear();
  }

  @Override
  public void sendTruncated(JsonReply reply, int byteCount) {
    isEnded = true;
    followers.forEach(follower -> follower.sendTruncated(reply, byteCount));
    followers.clear();
  }

  /** Cuts off all clients. The response itself continues. */
  @Override
  public void abort() {
    List.copyOf(followers).forEach(ResponseWriter::abort);
    followers.clear();
  }

  @Override
  public void reset() {
    List.copyOf(followers).forEach(ResponseWriter::reset);
    followers.clear();
  }

  @Override
  public boolean outlivesConnection() {
    return true;
  }

  @Override
  public void whenFlushed(Runnable action) {
    action.run();
  }

  /** Clients that do not read stop nothing. */
  @Override
  public boolean isCongested() {
    return false;
  }

  @Override
  public void onDrain(Runnable action) {
    action.run();
  }
}
