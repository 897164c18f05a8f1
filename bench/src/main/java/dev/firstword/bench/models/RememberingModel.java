package dev.firstword.bench.models;

import dev.firstword.bench.virtual.VirtualLoop;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CachePlan;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.cache.CacheVisit;
import dev.firstword.simulator.cache.PromptCache;
import dev.firstword.simulator.prompt.CacheablePrompt.Marked;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model in virtual time whose provider keeps what is marked, by the simulator's own cache; beside
 * it a second cache in which every block is marked, for what marks could have brought at the most.
 */
final class RememberingModel implements ModelProvider {

  private static final double FIRST_TOKEN_MS = 700;
  private static final double MS_PER_THOUSAND_TOKENS = 110;

  private final String name;
  private final VirtualLoop loop;
  private final PromptCache cache;
  private final PromptCache markedEverywhere;
  private final Sums sums;

  /** What answers took in, over as many models as share it, in tokens. */
  static final class Sums {
    private long turns;
    private long hits;
    private long input;
    private long read;
    private long readAtMost;
    private final List<Double> firstTokenMs = new ArrayList<>();

    double hitPercent() {
      return 100.0 * hits / turns;
    }

    double readPercent() {
      return 100.0 * read / input;
    }

    /** Of what could have been read, had every block been marked. */
    double readPercentOfMost() {
      return 100.0 * read / readAtMost;
    }

    double firstTokenMs(double share) {
      return OverHttp.quantile(
          firstTokenMs.stream().mapToDouble(Double::doubleValue).toArray(), share);
    }
  }

  RememberingModel(String name, VirtualLoop loop, Sums sums) {
    this.name = name;
    this.loop = loop;
    this.sums = sums;
    this.cache = new PromptCache(clock(loop));
    this.markedEverywhere = new PromptCache(clock(loop));
  }

  static InstantSource clock(VirtualLoop loop) {
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

  private ModelCall read(ModelRequest request, boolean answered, Consumer<Usage> whenBegun) {
    CacheVisit visit = cache.visit(name, marked(request, request.cachePlan()));
    CacheVisit most = markedEverywhere.visit(name, marked(request, null));
    CacheUsage usage = visit.usage();
    double ms = FIRST_TOKEN_MS + MS_PER_THOUSAND_TOKENS * usage.worked() / 1_000;
    if (answered) {
      sums.turns++;
      sums.hits += usage.read() > 0 ? 1 : 0;
      sums.input += usage.total();
      sums.read += usage.read();
      sums.readAtMost += most.usage().read();
      sums.firstTokenMs.add(ms);
    }
    return loop.schedule(
            Duration.ofNanos(Math.round(ms * 1e6)),
            () -> {
              cache.begun(visit);
              markedEverywhere.begun(most);
              whenBegun.accept(new Usage(usage.uncached(), 1, usage.written(), usage.read()));
            })
        ::cancel;
  }

  /** Without a plan every block is marked. */
  private static Marked marked(ModelRequest request, @Nullable CachePlan plan) {
    List<PromptBlock> blocks = new ArrayList<>();
    blocks.add(block(request.prompt().system(), "system", plan, 0));
    for (PromptMessage message : request.prompt().messages()) {
      blocks.add(block(message.text(), message.role().name(), plan, blocks.size()));
    }
    return new Marked(blocks);
  }

  private static PromptBlock block(String text, String part, @Nullable CachePlan plan, int block) {
    CacheLife life = plan == null ? CacheLife.FIVE_MINUTES : plan.lifeAt(block);
    return new PromptBlock(
        part + ": " + text,
        TokenCount.of(text),
        Optional.ofNullable(life)
            .flatMap(known -> dev.firstword.simulator.prompt.CacheLife.of(known.wireName())));
  }
}
