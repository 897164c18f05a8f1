package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Keeps the logs of running turns, so that a crash costs them at most their newest text. What a
 * turn adds is appended; nothing that was written before changes.
 */
interface RunningLogs extends AutoCloseable {

  /** Allows a node to append to the log of a turn that it just stored or adopted. */
  void assign(String turnId, String node);

  /**
   * Appends durably. Appending the same progress again has no effect.
   *
   * @return the ids of those turns that don't belong to the node
   */
  Set<String> append(String node, List<Progress> progress);

  /**
   * Returns as much of the log of a turn as was appended; empty if nothing was.
   *
   * @param handle an open connection to the database
   */
  byte[] read(Handle handle, String turnId);

  /** Deletes the logs of turns in the transaction that ends them. */
  void deleteIn(Transaction transaction, Collection<String> turnIds);

  /** Deletes the logs of turns whose end is durable. */
  void delete(Collection<String> turnIds);

  /** Rewrites the files, so that they hold nothing of turns that have ended. */
  void purge();

  @Override
  void close();
}
