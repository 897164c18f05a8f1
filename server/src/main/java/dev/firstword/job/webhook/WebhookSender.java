package dev.firstword.job.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends a webhook once. */
interface WebhookSender extends AutoCloseable {

  /** What came of it. */
  sealed interface Delivery {
    /**
     * The receiver has answered.
     *
     * @param retryAfter when it wants to be asked again, where it said so
     */
    record Answered(int status, @Nullable Duration retryAfter) implements Delivery {}

    /**
     * There was no answer.
     *
     * @param reason for operators
     */
    record Unanswered(String reason) implements Delivery {}
  }

  /** Sends it and waits for the answer's head, at most some seconds. */
  Delivery send(Webhook webhook);

  @Override
  default void close() {}
}
