package dev.firstword.monitor.alert;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of alerts.
 *
 * @param uri whom a webhook is sent to; named by who runs the server, so any address will do
 * @param secret what it is signed with after Standard Webhooks, {@code whsec_} and the key in base
 *     64; absent: it is not signed
 */
public record AlertReceiver(URI uri, @Nullable String secret) {

  /** Names the receiver alone: such addresses often hold a secret, and this may reach a log. */
  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
