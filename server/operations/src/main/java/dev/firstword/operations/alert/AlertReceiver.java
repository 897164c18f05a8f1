package dev.firstword.operations.alert;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts are sent.
 *
 * @param uri the webhook's address; operators configure it, so any address is allowed
 * @param secret the key for Standard Webhooks signatures, {@code whsec_} followed by base64; null
 *     for unsigned webhooks
 */
public record AlertReceiver(URI uri, @Nullable String secret) {

  /**
   * Returns only the scheme and host: such addresses often contain a secret, and this text may be
   * logged.
   */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
