package dev.firstword.provider.transport;

import dev.firstword.provider.ProviderFailure;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hears what comes back of one request, on the loop that sent it, in order. After {@link #onEnd},
 * {@link #onFailure}, {@link Exchange#cancel} or {@link Exchange#finish} it hears nothing more.
 */
public interface Receiver {

  /**
   * The response has begun.
   *
   * @param header a header's first value by its name, of any case; absent where it was not sent
   */
  void onHead(int status, Function<String, @Nullable String> header);

  /** A piece of the body. The bytes stand only until this method returns. */
  void onBytes(byte[] bytes, int offset, int length);

  /** All pieces that one read from the network brought have been handed on. */
  void onReadComplete();

  /** The response is complete. */
  void onEnd();

  /** The response did not come, or not to its end. */
  void onFailure(ProviderFailure failure);
}
