package dev.firstword.core.turn.running;

/**
 * How busy a journal is.
 *
 * @param waiting turns whose newest text or end waits to be durable
 * @param commits transactions so far
 * @param commitNanos how long all of them took
 */
public record JournalStatistics(int waiting, long commits, long commitNanos) {

  static final JournalStatistics NONE = new JournalStatistics(0, 0, 0);

  JournalStatistics withWaiting(int turns) {
    return new JournalStatistics(turns, commits, commitNanos);
  }

  JournalStatistics withCommit(long nanos) {
    return new JournalStatistics(waiting, commits + 1, commitNanos + nanos);
  }
}
