package dev.firstword.job.webhook;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something to tell a receiver, and how far that is.
 *
 * @param id the receiver sees it with every attempt
 * @param jobId whose end it tells of
 * @param host the receiver's
 * @param payload JSON, as it is signed and sent; empty once nothing more is sent
 * @param attempts how many were made
 * @param nextAttemptAtMs epoch milliseconds; absent when there is to be none
 * @param lastStatus the HTTP status of the last answer, if there was one
 */
public record Webhook(
    String id,
    String jobId,
    String tenant,
    String url,
    String host,
    String payload,
    State state,
    int attempts,
    @Nullable Long nextAttemptAtMs,
    @Nullable Integer lastStatus) {

  /** What became of it. */
  public enum State {
    PENDING,
    DELIVERED,
    /** Every attempt was made, none succeeded. */
    FAILED,
    /** The receiver wants nothing more at that address. */
    DISABLED;

    /** The word on the wire and in storage. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static State ofWireName(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  /** The same after one more attempt. */
  Webhook after(State newState, @Nullable Long newNextAttemptAtMs, @Nullable Integer status) {
    return new Webhook(
        id,
        jobId,
        tenant,
        url,
        host,
        newState == State.PENDING ? payload : "",
        newState,
        attempts + 1,
        newNextAttemptAtMs,
        status);
  }
}
