package dev.firstword.adapters.dialect;

import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.client.ProviderFailure.Malformed;
import dev.firstword.relay.sse.EventStreamDecoder;

/** A translator of an answer that is streamed as server-sent events. */
public abstract class EventTranslator implements ResponseTranslator, EventStreamDecoder.Listener {

  protected final ListenerGate gate;
  private final EventStreamDecoder decoder;

  /** Reports through the gate; an event may have at most {@code maxEventBytes} of data. */
  @SuppressWarnings("this-escape") // the decoder keeps its listener, and calls it only when fed
  protected EventTranslator(ListenerGate gate, int maxEventBytes) {
    this.gate = gate;
    this.decoder = new EventStreamDecoder(maxEventBytes, this);
  }

  @Override
  public final void read(byte[] bytes, int offset, int length) {
    decoder.feed(bytes, offset, length);
  }

  @Override
  public void fail(ProviderFailure failure) {
    gate.fail(failure);
  }

  @Override
  public final void onTooLarge(int limit) {
    gate.fail(new Malformed("an event has more than " + limit + " bytes"));
  }
}
