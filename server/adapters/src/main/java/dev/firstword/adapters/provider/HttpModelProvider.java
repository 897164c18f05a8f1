package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ModelDescription;
import dev.firstword.adapters.dialect.WireDialect;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.prompt.ContentPart.Thought;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.RejectedThoughtCounts;
import dev.firstword.core.provider.ResponseLimits;
import dev.firstword.relay.client.OutgoingRequest;
import dev.firstword.relay.client.Transport;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.NettyEventLoop;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** A provider that is called over HTTP in one dialect. */
final class HttpModelProvider implements KeyedProvider {

  private final String name;
  private final Function<String, WireDialect> dialectOfKey;
  private volatile WireDialect dialect;
  private final Transport transport;
  private final ResponseLimits limits;
  private final InstantSource clock;
  private final RefusedOptions refused;
  private final RefusedThoughts refusedThoughts;

  /**
   * Creates a provider.
   *
   * @param dialectOfKey returns the dialect with another key
   */
  HttpModelProvider(
      String name,
      WireDialect dialect,
      Function<String, WireDialect> dialectOfKey,
      Transport transport,
      ResponseLimits limits,
      InstantSource clock) {
    this.name = name;
    this.dialect = dialect;
    this.dialectOfKey = dialectOfKey;
    this.transport = transport;
    this.limits = limits;
    this.clock = clock;
    this.refused = new RefusedOptions(name);
    this.refusedThoughts = new RefusedThoughts(name);
  }

  @Override
  public void replaceKey(String key) {
    dialect = dialectOfKey.apply(key);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<ModelApi> api() {
    return Optional.of(dialect.api());
  }

  @Override
  public Set<ModelOption> refusedBy(String model) {
    return refused.of(model);
  }

  @Override
  public boolean hasRefused(Thought thought) {
    return refusedThoughts.contains(thought);
  }

  @Override
  public RejectedThoughtCounts rejectedThoughtCounts() {
    return refusedThoughts.losses();
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    NettyEventLoop loop = NettyEventLoop.current();
    WireDialect current = dialect;
    RepeatableCall repeatable =
        new RepeatableCall(
            refused,
            refusedThoughts,
            (next, onError) -> {
              HttpModelCall call =
                  new HttpModelCall(
                      current,
                      transport,
                      next,
                      limits,
                      clock,
                      loop,
                      listener,
                      onError,
                      count -> refusedThoughts.recordDropped(count, next.model()));
              call.send(current.write(next));
              return call;
            });
    repeatable.open(request);
    return repeatable;
  }

  @Override
  public Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> onComplete) {
    WireDialect current = dialect;
    return current
        .writePrime(request)
        .map(outgoing -> sendForDocument(outgoing, current::readUsage, onComplete));
  }

  @Override
  public Optional<ModelCall> describe(String model, Consumer<Optional<ReportedModel>> onComplete) {
    return Optional.of(
        sendForDocument(dialect.writeDescribe(model), ModelDescription::parse, onComplete));
  }

  private <T> ModelCall sendForDocument(
      OutgoingRequest outgoing, DocumentCall.Parser<T> parser, Consumer<Optional<T>> onComplete) {
    DocumentCall<T> call = new DocumentCall<>(parser, limits.maxErrorBytes(), onComplete);
    call.attach(transport.send(outgoing, call));
    return call;
  }

  @Override
  public void preconnect() {
    transport.preconnect(dialect.address().uri());
  }

  @Override
  public String toString() {
    return name;
  }
}
