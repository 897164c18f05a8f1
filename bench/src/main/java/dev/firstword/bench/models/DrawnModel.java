package dev.firstword.bench.models;

import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A model that says one word, after a time that is drawn for each call. */
final class DrawnModel implements ModelProvider {

  private final String name;
  private final VirtualLoop loop;
  private final RandomGenerator random;
  private final Supplier<LogNormal> firstToken;

  /** With the times that hold when a call is made. */
  DrawnModel(
      String name, VirtualLoop loop, RandomGenerator random, Supplier<LogNormal> firstToken) {
    this.name = name;
    this.loop = loop;
    this.random = random;
    this.firstToken = firstToken;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    double ms = firstToken.get().draw(random);
    return loop.schedule(Duration.ofNanos(Math.round(ms * 1e6)), () -> answer(listener))::cancel;
  }

  private static void answer(ModelCallListener listener) {
    listener.onText("word");
    listener.onReadComplete();
    listener.onEnd(FinishReason.STOP, new Usage(10, 1, 0, 0));
  }
}
