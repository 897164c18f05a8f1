package dev.firstword.bench.models;

import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.simulator.cache.CacheLookup;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.cache.PromptCache;
import dev.firstword.simulator.prompt.CacheablePrompt.Explicit;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model in virtual time with the simulator's prompt cache. A second cache with a breakpoint on
 * every block shows the upper bound of what breakpoints can achieve.
 */
final class CachingModel implements ModelProvider {

  private static final double FIRST_TOKEN_MS = 700;
  private static final double MS_PER_THOUSAND_TOKENS = 110;

  private final String name;
  private final VirtualEventLoop loop;
  private final PromptCache cache;
  private final PromptCache fullyMarkedCache;
  private final CacheTotals totals;

  /** The input tokens of all answers, shared by any number of models. */
  static final class CacheTotals {
    private long turns;
    private long hits;
    private long input;
    private long read;
    private long readUpperBound;
    private final List<Double> firstTokenMs = new ArrayList<>();

    double hitPercent() {
      return 100.0 * hits / turns;
    }

    double readPercent() {
      return 100.0 * read / input;
    }

    /**
     * Returns the percentage read of what could have been read with a breakpoint on every block.
     */
    double readPercentOfUpperBound() {
      return 100.0 * read / readUpperBound;
    }

    double firstTokenMs(double quantile) {
      return HttpWorkload.quantile(
          firstTokenMs.stream().mapToDouble(Double::doubleValue).toArray(), quantile);
    }
  }

  CachingModel(String name, VirtualEventLoop loop, CacheTotals totals) {
    this.name = name;
    this.loop = loop;
    this.totals = totals;
    this.cache = new PromptCache(clock(loop));
    this.fullyMarkedCache = new PromptCache(clock(loop));
  }

  static InstantSource clock(VirtualEventLoop loop) {
    return () -> Instant.ofEpochMilli(loop.nanoTime() / 1_000_000);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    return read(
        request,
        true,
        usage -> {
          listener.onText("word");
          listener.onReadComplete();
          listener.onEnd(FinishReason.STOP, usage);
        });
  }

  @Override
  public Optional<ModelCall> prime(ModelRequest request, Consumer<Optional<Usage>> whenOver) {
    return Optional.of(read(request, false, usage -> whenOver.accept(Optional.of(usage))));
  }

  private ModelCall read(ModelRequest request, boolean counts, Consumer<Usage> onStart) {
    CacheLookup lookup = cache.lookUp(name, explicitPrompt(request, request.cachePlan()));
    CacheLookup upperBound = fullyMarkedCache.lookUp(name, explicitPrompt(request, null));
    CacheUsage usage = lookup.usage();
    double ms = FIRST_TOKEN_MS + MS_PER_THOUSAND_TOKENS * usage.processed() / 1_000;
    if (counts) {
      totals.turns++;
      totals.hits += usage.read() > 0 ? 1 : 0;
      totals.input += usage.total();
      totals.read += usage.read();
      totals.readUpperBound += upperBound.usage().read();
      totals.firstTokenMs.add(ms);
    }
    return loop.schedule(
            Duration.ofNanos(Math.round(ms * 1e6)),
            () -> {
              cache.commit(lookup);
              fullyMarkedCache.commit(upperBound);
              onStart.accept(new Usage(usage.uncached(), 1, usage.written(), usage.read()));
            })
        ::cancel;
  }

  /** Returns the prompt with its breakpoints; without a plan every block has one. */
  private static Explicit explicitPrompt(ModelRequest request, @Nullable CachePlan plan) {
    List<PromptBlock> blocks = new ArrayList<>();
    blocks.add(block(request.prompt().system(), "system", plan, 0));
    for (PromptMessage message : request.prompt().messages()) {
      blocks.add(block(message.text(), message.role().name(), plan, blocks.size()));
    }
    return new Explicit(blocks);
  }

  private static PromptBlock block(String text, String part, @Nullable CachePlan plan, int block) {
    CacheTtl ttl = plan == null ? CacheTtl.FIVE_MINUTES : plan.ttlAt(block);
    return new PromptBlock(
        part + ": " + text,
        TokenCounter.count(text),
        Optional.ofNullable(ttl)
            .flatMap(known -> dev.firstword.simulator.prompt.CacheTtl.of(known.wireName())));
  }
}
