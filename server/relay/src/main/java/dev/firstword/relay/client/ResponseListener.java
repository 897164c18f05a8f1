package dev.firstword.relay.client;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Receives the response to one request, in order, on the event loop that sent it. Not called after
 * {@link #onEnd}, {@link #onFailure}, {@link ClientCall#cancel} or {@link ClientCall#finish}.
 */
public interface ResponseListener {

  /**
   * The response head has arrived.
   *
   * @param header returns a header's first value by case-insensitive name; null if absent
   */
  void onHead(int status, Function<String, @Nullable String> header);

  /** A chunk of the body. The bytes are valid only until this method returns. */
  void onBytes(byte[] bytes, int offset, int length);

  /** All chunks of one network read have been delivered. */
  void onReadComplete();

  /** The response is complete. */
  void onEnd();

  /** The response did not arrive, or not completely. */
  void onFailure(ProviderFailure failure);
}
