package dev.firstword.adapters.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.firstword.core.webhook.WebhookSigner;

/** Signs with a shared secret, after the Standard Webhooks specification. */
public final class StandardWebhookSigner implements WebhookSigner {

  private final Webhook signer;

  /**
   * Creates a signer.
   *
   * @param secret {@code whsec_} followed by the key in base 64
   */
  public StandardWebhookSigner(String secret) {
    try {
      signer = new Webhook(secret);
    } catch (EmptyWebhookSecretException e) {
      throw new IllegalArgumentException("a webhook's secret must not be empty", e);
    }
  }

  @Override
  public String sign(String id, long epochSeconds, String payload) {
    try {
      return signer.sign(id, epochSeconds, payload);
    } catch (WebhookSigningException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
