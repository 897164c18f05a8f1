package dev.firstword.provider.dialect;

import dev.firstword.provider.ProviderFailure;

/** Turns the body of one streamed answer into news, from pieces that may be split anywhere. */
public interface ResponseTranslator {

  /** Reads the next piece of the body. The bytes are not kept. */
  void read(byte[] bytes, int offset, int length);

  /** The body is complete, which does not say that the answer is. */
  void end();

  /** No more of the body will come. */
  void fail(ProviderFailure failure);
}
