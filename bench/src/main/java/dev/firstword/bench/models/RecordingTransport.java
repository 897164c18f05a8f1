package dev.firstword.bench.models;

import dev.firstword.relay.client.ClientCall;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.ResponseListener;
import dev.firstword.relay.client.Transport;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the bodies of the requests that it sends. */
final class RecordingTransport implements Transport {

  private final Transport transport;
  private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();

  RecordingTransport(Transport transport) {
    this.transport = transport;
  }

  /** The bodies since the last call of this, oldest first. */
  Queue<byte[]> drain() {
    Queue<byte[]> drained = new ConcurrentLinkedQueue<>();
    for (byte[] body = bodies.poll(); body != null; body = bodies.poll()) {
      drained.add(body);
    }
    return drained;
  }

  @Override
  public ClientCall send(OutgoingRequest call, ResponseListener listener) {
    bodies.add(call.body());
    return transport.send(call, listener);
  }

  @Override
  public void preconnect(URI address) {
    transport.preconnect(address);
  }

  @Override
  public void close() {
    transport.close();
  }
}
