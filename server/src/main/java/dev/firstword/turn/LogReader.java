package dev.firstword.turn;

/** Somebody who follows a turn's log at a pace of their own. */
public interface LogReader {

  /**
   * The log has grown or ended. Called on the turn's loop: it must only note that, or hop to where
   * the reader lives.
   */
  void onPublished();
}
