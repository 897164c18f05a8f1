package dev.firstword.adapters.dialect;

import dev.firstword.relay.client.ProviderFailure;

/**
 * Translates the body of one streamed answer into listener events. Chunks may be split anywhere.
 */
public interface ResponseTranslator {

  /** Reads the next chunk of the body. Does not retain the bytes. */
  void read(byte[] bytes, int offset, int length);

  /** The body is complete; the answer may not be. */
  void end();

  /** The rest of the body will not arrive. */
  void fail(ProviderFailure failure);
}
