package dev.firstword.bench.models;

import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A model that answers one word, after a time drawn for each call. */
final class RandomLatencyModel implements ModelProvider {

  private final String name;
  private final VirtualEventLoop loop;
  private final RandomGenerator random;
  private final Supplier<LogNormal> ttft;

  /** Creates a model whose distribution is read at the time of each call. */
  RandomLatencyModel(
      String name, VirtualEventLoop loop, RandomGenerator random, Supplier<LogNormal> ttft) {
    this.name = name;
    this.loop = loop;
    this.random = random;
    this.ttft = ttft;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    double ms = ttft.get().sample(random);
    return loop.schedule(Duration.ofNanos(Math.round(ms * 1e6)), () -> answer(listener))::cancel;
  }

  private static void answer(ModelCallListener listener) {
    listener.onText("word");
    listener.onReadComplete();
    listener.onEnd(FinishReason.STOP, new Usage(10, 1, 0, 0));
  }
}
