package dev.firstword.simulator.playback;

import java.util.Map;

/** The way back to the client of one call. */
public interface Line {

  /** Sends the head of a reply whose body comes in parts. */
  void open(int status, String contentType, Map<String, String> headers);

  /** Sends these bytes at once, in a write of their own. */
  void write(byte[] bytes);

  /** Ends an opened reply in good order. */
  void end();

  /** Sends a whole reply. */
  void answer(Reply reply);

  /** Sends the head of a whole reply and the beginning of its body, then closes the connection. */
  void answerInPart(Reply reply, int bytes);

  /** Closes the connection, whatever was sent. */
  void cut();

  /** Resets the connection: the client sees neither an answer nor an orderly end. */
  void reset();

  /** Runs the action as soon as all that was asked for before has been done. */
  void then(Runnable action);

  /** Whether more has been written than the client has taken. */
  boolean congested();

  /** Runs the action once the client has caught up. */
  void whenClear(Runnable action);
}
