package dev.firstword.identity.token;

import java.io.IOException;
import java.net.URI;

/** Gets the keys that an issuer publishes. */
@FunctionalInterface
public interface KeyFetch {

  /**
   * Reads the document at that address, whole. Blocks, within limits of time and size.
   *
   * @throws IOException when it can't be had
   */
  String fetch(URI address) throws IOException;
}
