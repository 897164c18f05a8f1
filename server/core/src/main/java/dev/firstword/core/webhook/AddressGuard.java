package dev.firstword.core.webhook;

import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Decides which addresses a webhook may be sent to. Sender and guard parse URLs in the same way.
 */
public interface AddressGuard {

  /** The parts of a webhook's URL that decide whether it may be used. */
  record WebhookAddress(String host, boolean isHttps, boolean hasCredentials) {}

  /** Thrown for an address that connections are not permitted to. */
  final class ForbiddenAddressException extends UnknownHostException {

    private static final long serialVersionUID = 1;

    public ForbiddenAddressException(String host) {
      super(host + " has an address that is not public");
    }
  }

  /** Returns whether private addresses are permitted, and connections without TLS. */
  boolean allowsPrivate();

  /** Parses a URL; empty if it is not an HTTP URL. */
  Optional<WebhookAddress> parse(String url);

  /**
   * Checks that all addresses of a host are permitted. Blocks for as long as the system resolver
   * does.
   *
   * @throws ForbiddenAddressException if any of them is not
   * @throws UnknownHostException if it has no address
   */
  void requireAllowed(String host) throws UnknownHostException;
}
