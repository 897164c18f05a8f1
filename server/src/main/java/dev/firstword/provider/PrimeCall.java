package dev.firstword.provider;

import dev.firstword.protocol.Usage;
import dev.firstword.provider.dialect.WireDialect;
import dev.firstword.provider.transport.Exchange;
import dev.firstword.provider.transport.Receiver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One call over HTTP that brings no answer, only what the provider counted. */
final class PrimeCall implements ModelCall, Receiver {

  private final WireDialect dialect;
  private final int mostBytes;
  private final Consumer<Optional<Usage>> whenOver;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
  private boolean accepted;
  private boolean over;
  private @Nullable Exchange exchange;

  /**
   * Made, and not sent yet.
   *
   * @param mostBytes as much as is borne of a response that holds nothing but counts
   */
  PrimeCall(WireDialect dialect, int mostBytes, Consumer<Optional<Usage>> whenOver) {
    this.dialect = dialect;
    this.mostBytes = mostBytes;
    this.whenOver = whenOver;
  }

  void begin(Exchange opened) {
    exchange = opened;
  }

  @Override
  public void cancel() {
    over = true;
    closeExchange();
  }

  @Override
  public void onHead(int status, Function<String, @Nullable String> header) {
    accepted = status == 200;
  }

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {
    if (body.size() + length > mostBytes) {
      closeExchange();
      tell(Optional.empty());
    } else {
      body.write(bytes, offset, length);
    }
  }

  @Override
  public void onReadComplete() {}

  @Override
  public void onEnd() {
    tell(accepted ? counts() : Optional.empty());
  }

  private Optional<Usage> counts() {
    try {
      return Optional.of(dialect.readUsage(body.toByteArray()));
    } catch (IOException _) {
      return Optional.empty(); // Whoever asked sees that it came to nothing.
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    tell(Optional.empty());
  }

  private void tell(Optional<Usage> usage) {
    if (!over) {
      over = true;
      whenOver.accept(usage);
    }
  }

  private void closeExchange() {
    if (exchange != null) {
      exchange.cancel();
    }
  }
}
