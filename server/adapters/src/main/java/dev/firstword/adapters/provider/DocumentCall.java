package dev.firstword.adapters.provider;

import dev.firstword.core.provider.ModelCall;
import dev.firstword.relay.client.ClientCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ResponseListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call over HTTP whose response is one JSON document and no answer, such as a priming call. */
final class DocumentCall<T> implements ModelCall, ResponseListener {

  private final Parser<T> parser;
  private final int maxBytes;
  private final Consumer<Optional<T>> onComplete;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
  private boolean isSuccess;
  private boolean ended;
  private @Nullable ClientCall clientCall;

  /** Parses a complete document. */
  @FunctionalInterface
  interface Parser<T> {

    /**
     * Returns what the document says.
     *
     * @throws IOException if the document is invalid
     */
    T parse(byte[] body) throws IOException;
  }

  /**
   * Creates a call without sending it.
   *
   * @param maxBytes the maximum size of the response
   * @param onComplete called once, with empty if the call failed
   */
  DocumentCall(Parser<T> parser, int maxBytes, Consumer<Optional<T>> onComplete) {
    this.parser = parser;
    this.maxBytes = maxBytes;
    this.onComplete = onComplete;
  }

  void attach(ClientCall call) {
    clientCall = call;
  }

  @Override
  public void cancel() {
    ended = true;
    cancelClientCall();
  }

  @Override
  public void onHead(int status, Function<String, @Nullable String> header) {
    isSuccess = status / 100 == 2;
  }

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {
    if (body.size() + length > maxBytes) {
      cancelClientCall();
      complete(Optional.empty());
    } else {
      body.write(bytes, offset, length);
    }
  }

  @Override
  public void onReadComplete() {}

  @Override
  public void onEnd() {
    complete(isSuccess ? parse() : Optional.empty());
  }

  private Optional<T> parse() {
    try {
      return Optional.of(parser.parse(body.toByteArray()));
    } catch (IOException _) {
      return Optional.empty(); // The caller sees the failure as an empty result.
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    complete(Optional.empty());
  }

  private void complete(Optional<T> result) {
    if (!ended) {
      ended = true;
      onComplete.accept(result);
    }
  }

  private void cancelClientCall() {
    if (clientCall != null) {
      clientCall.cancel();
    }
  }
}
