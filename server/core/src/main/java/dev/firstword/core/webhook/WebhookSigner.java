package dev.firstword.core.webhook;

/** Signs webhooks, so that their receivers can tell them from anyone else's requests. */
@FunctionalInterface
public interface WebhookSigner {

  /**
   * Returns the value of the header {@code webhook-signature}.
   *
   * @param id the same at every attempt
   * @param epochSeconds when the attempt is made
   * @param payload exactly as it is sent
   */
  String sign(String id, long epochSeconds, String payload);
}
