package dev.firstword.core.job.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends a webhook once. */
interface WebhookSender extends AutoCloseable {

  /** The result of an attempt. */
  sealed interface Delivery {
    /**
     * The receiver responded.
     *
     * @param retryAfter the delay that it requested before the next attempt, if any
     */
    record Responded(int status, @Nullable Duration retryAfter) implements Delivery {}

    /**
     * There was no response.
     *
     * @param reason for operators
     */
    record NoResponse(String reason) implements Delivery {}
  }

  /** Sends the webhook and waits for the response head, for a few seconds at most. */
  Delivery send(Webhook webhook);

  @Override
  default void close() {}
}
