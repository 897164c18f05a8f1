package dev.firstword.core.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends a webhook once. */
public interface WebhookSender extends AutoCloseable {

  /** The result of an attempt. */
  sealed interface Delivery {
    /**
     * The receiver responded.
     *
     * @param retryAfter the delay that it requested before the next attempt, if any
     */
    record Responded(int status, @Nullable Duration retryAfter) implements Delivery {

      private static final int HTTP_GONE = 410;

      public boolean isAccepted() {
        return status >= 200 && status < 300;
      }

      /** Returns whether the receiver wants no more webhooks at this address. */
      public boolean isGone() {
        return status == HTTP_GONE;
      }
    }

    /**
     * There was no response.
     *
     * @param reason for operators
     */
    record NoResponse(String reason) implements Delivery {}
  }

  /**
   * Sends a webhook and waits for the response head, for a few seconds at most.
   *
   * @param id the same at every attempt, by which the receiver recognises a repetition
   * @param payload JSON
   */
  Delivery send(String url, String id, String payload);

  @Override
  default void close() {}
}
