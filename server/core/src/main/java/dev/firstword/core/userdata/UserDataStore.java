package dev.firstword.core.userdata;

import dev.firstword.core.identity.Caller;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and deletes everything that is stored of one user: conversations, messages, turns and their
 * logs, attachments, uploaded documents, jobs and their webhooks, and keys. All methods block.
 */
public interface UserDataStore {

  /** The ids of the user's turns that have not ended. */
  List<String> activeTurns(Caller caller);

  /** The ids of the user's jobs that have not ended. */
  List<String> activeJobs(Caller caller);

  /**
   * Returns the next part of an export, of about a megabyte or one record.
   *
   * @param after the {@link ExportPage#next} of the part before; absent for the first
   * @throws dev.firstword.core.protocol.ProblemException if {@code after} is none
   */
  ExportPage export(Caller caller, @Nullable String after);

  /**
   * A part of an export.
   *
   * @param lines JSON objects, one a line, each ending with a line break
   * @param next where the next part begins; absent if this is the last one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record ExportPage(byte[] lines, @Nullable String next) {}

  /**
   * Deletes all rows of a user, in many transactions. Repeating it deletes what an earlier call has
   * left. Keys of the role {@code user} are revoked and lose their owner and name.
   */
  ErasedRows erase(Caller caller, long nowMs);

  /**
   * The rows that were deleted.
   *
   * @param counts their number, by kind
   * @param turnIds the ids of the deleted turns
   */
  record ErasedRows(Map<String, Long> counts, List<String> turnIds) {}

  /**
   * Overwrites deleted rows in the files of the store, as far as it has files of its own. Other
   * writers wait meanwhile.
   *
   * @throws RuntimeException if that fails; the rows stay deleted
   */
  void scrub();
}
