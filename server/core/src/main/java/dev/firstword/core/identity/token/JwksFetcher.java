package dev.firstword.core.identity.token;

import java.io.IOException;
import java.net.URI;

/** Fetches the keys that an issuer publishes. */
@FunctionalInterface
public interface JwksFetcher {

  /**
   * Fetches the complete document at an address. Blocks, with limits on time and size.
   *
   * @throws IOException if the document is unavailable
   */
  String fetch(URI address) throws IOException;
}
