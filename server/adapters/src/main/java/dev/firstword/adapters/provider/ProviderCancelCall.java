package dev.firstword.adapters.provider;

import dev.firstword.relay.client.ClientCall;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ResponseListener;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends an answer that continues at its provider. Nobody waits for the response. */
final class ProviderCancelCall implements ResponseListener {

  private static final Logger log = LoggerFactory.getLogger(ProviderCancelCall.class);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final EventLoop.Timer timer;
  private final ClientCall call;

  private ProviderCancelCall(OutgoingRequest request, Transport transport, EventLoop loop) {
    this.timer = loop.schedule(TIMEOUT, this::giveUp);
    this.call = transport.send(request, this);
  }

  static void send(OutgoingRequest request, Transport transport, EventLoop loop) {
    ProviderCancelCall _ = new ProviderCancelCall(request, transport, loop);
  }

  private void giveUp() {
    call.cancel();
    log.warn("an answer in the background could not be stopped within {}", TIMEOUT);
  }

  /** An error means that the answer has ended before. */
  @Override
  public void onHead(int status, Function<String, @Nullable String> header) {}

  @Override
  public void onBytes(byte[] bytes, int offset, int length) {}

  @Override
  public void onReadComplete() {}

  @Override
  public void onEnd() {
    timer.cancel();
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    timer.cancel();
    log.warn("an answer in the background could not be stopped: {}", failure.detail());
  }
}
