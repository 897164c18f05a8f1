package dev.firstword.core.job.webhook;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A webhook and the state of its delivery.
 *
 * @param id sent to the receiver with every attempt
 * @param jobId the job whose end it announces
 * @param host the host of the receiver
 * @param payload JSON, exactly as signed and sent; empty once no more attempts follow
 * @param attempts the number of attempts so far
 * @param nextAttemptAtMs epoch milliseconds; absent if no attempt follows
 * @param lastStatus the HTTP status of the last response, if any
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

  /** The state of the delivery. */
  public enum State {
    PENDING,
    DELIVERED,
    /** All attempts failed. */
    FAILED,
    /** The receiver accepts no more webhooks at that address. */
    DISABLED;

    /** The name used on the wire and in storage. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static State ofWireName(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  /** Returns this webhook after one more attempt. */
  Webhook withAttempt(State newState, @Nullable Long newNextAttemptAtMs, @Nullable Integer status) {
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
