package dev.firstword.relay.log;

/** Follows a turn's log at its own pace. */
public interface LogReader {

  /**
   * Called when the log has grown or ended, on the turn's loop. Must only take note, or hop to the
   * thread of the reader.
   */
  void onPublished();
}
