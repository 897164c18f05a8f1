package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.relay.client.ClientCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ResponseListener;
import dev.firstword.relay.event.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call over HTTP that primes the provider's cache: it returns usage but no answer. */
final class PrimeCall implements ModelCall, ResponseListener {

  private final WireDialect dialect;
  private final int maxBytes;
  private final Consumer<Optional<Usage>> onComplete;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
  private boolean isSuccess;
  private boolean ended;
  private @Nullable ClientCall clientCall;

  /**
   * Creates a call without sending it.
   *
   * @param maxBytes the maximum size of the response
   */
  PrimeCall(WireDialect dialect, int maxBytes, Consumer<Optional<Usage>> onComplete) {
    this.dialect = dialect;
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
    complete(isSuccess ? parseUsage() : Optional.empty());
  }

  private Optional<Usage> parseUsage() {
    try {
      return Optional.of(dialect.readUsage(body.toByteArray()));
    } catch (IOException _) {
      return Optional.empty(); // The caller sees the failure as an empty result.
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    complete(Optional.empty());
  }

  private void complete(Optional<Usage> usage) {
    if (!ended) {
      ended = true;
      onComplete.accept(usage);
    }
  }

  private void cancelClientCall() {
    if (clientCall != null) {
      clientCall.cancel();
    }
  }
}
