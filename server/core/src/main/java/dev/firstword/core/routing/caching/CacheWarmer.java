package dev.firstword.core.routing.caching;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.core.prompt.CacheLedger;
import dev.firstword.core.prompt.CachePlan;
import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.PrefixKey;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes cached instructions before they expire, as long as each prefix's {@link RefreshPolicy}
 * says it saves money, and prefetches instructions for users who seem about to send a message.
 * Thread-safe.
 */
final class CacheWarmer implements AutoCloseable {

  /** The least recently used prefix is dropped. */
  private static final int MAX_PREFIXES = 200;

  private static final int MAX_CONCURRENT_CALLS = 4;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

  /** A call needs a message; it is not answered. */
  private static final List<PromptMessage> PLACEHOLDER_MESSAGES =
      List.of(new PromptMessage(Role.USER, "."));

  private final CacheLedger ledger;
  private final BiPredicate<CacheScope, String> mayWarm;
  private final Supplier<EventLoop> loops;
  private final InstantSource clock;
  private final RefreshListener listener;
  private final AtomicInteger activeCalls = new AtomicInteger();
  private final Cache<EntryKey, WarmedPrefix> prefixes =
      Caffeine.newBuilder().maximumSize(MAX_PREFIXES).executor(Runnable::run).build();
  private volatile boolean closed;

  private record EntryKey(String model, PrefixKey instructions) {}

  /** Receives the usage of each refresh. */
  interface RefreshListener {
    void onRefreshed(String model, CacheScope scope, Usage usage, double oneHourShare);
  }

  CacheWarmer(
      CacheLedger ledger,
      BiPredicate<CacheScope, String> mayWarm,
      Supplier<EventLoop> loops,
      InstantSource clock,
      RefreshListener listener) {
    this.ledger = ledger;
    this.mayWarm = mayWarm;
    this.loops = loops;
    this.clock = clock;
    this.listener = listener;
  }

  /** Records a turn that is about to be sent, and returns the TTL for its instructions. */
  CacheTtl recordArrival(ModelRequest request, ModelProvider provider, TokenPricing pricing) {
    EntryKey key = new EntryKey(request.model(), ledger.instructionsKey(request.prompt()));
    return prefixes
        .get(key, _ -> new WarmedPrefix(key, request, provider, pricing))
        .recordArrival();
  }

  /** A turn's response has started: its instructions are cached from now on. */
  void onResponseStarted(ModelRequest request) {
    WarmedPrefix prefix =
        prefixes.getIfPresent(
            new EntryKey(request.model(), ledger.instructionsKey(request.prompt())));
    if (prefix != null) {
      prefix.startWatching();
    }
  }

  /**
   * Prefetches these instructions into the model that used them last, if it no longer has them
   * cached and it is worth the price.
   */
  void prefetch(Prompt prompt) {
    PrefixKey instructions = ledger.instructionsKey(prompt);
    prefixes.asMap().values().stream()
        .filter(prefix -> prefix.key.instructions.equals(instructions))
        .filter(prefix -> mayWarm.test(prompt.scope(), prefix.key.model))
        .max(Comparator.comparingLong(WarmedPrefix::lastArrivalMs))
        .ifPresent(WarmedPrefix::prefetch);
  }

  @Override
  public void close() {
    closed = true;
    prefixes.invalidateAll();
  }

  /** The cached instructions of one model. */
  private final class WarmedPrefix {
    private final EntryKey key;
    private final Prompt prompt;

    /** Tools precede the instructions, so that they are part of what is cached. */
    private final GenerationOptions tools;

    private final ModelProvider provider;
    private final RefreshPolicy refreshPolicy;
    private final PrefetchPolicy prefetchPolicy;
    private long lastArrivalMs;
    private boolean isWatched;
    private boolean isPrefetching;

    private WarmedPrefix(
        EntryKey key, ModelRequest first, ModelProvider provider, TokenPricing pricing) {
      this.key = key;
      this.provider = provider;
      Prompt firstPrompt = first.prompt();
      prompt =
          new Prompt(firstPrompt.system(), PLACEHOLDER_MESSAGES, 0, firstPrompt.scope())
              .withTiers(firstPrompt.tiers());
      tools = GenerationOptions.DEFAULT.withTools(first.options().tools());
      refreshPolicy =
          new RefreshPolicy(pricing, firstPrompt.scope().ttls(), firstPrompt.scope().isKeptWarm());
      prefetchPolicy = new PrefetchPolicy(pricing);
    }

    synchronized CacheTtl recordArrival() {
      lastArrivalMs = clock.millis();
      refreshPolicy.recordArrival(lastArrivalMs);
      prefetchPolicy.recordArrival(lastArrivalMs);
      return refreshPolicy.ttl();
    }

    synchronized long lastArrivalMs() {
      return lastArrivalMs;
    }

    void prefetch() {
      CacheTtl ttl = ttlToPrefetch();
      if (ttl != null) {
        EventLoop loop = loops.get();
        loop.execute(() -> prime(loop, ttl, this::endPrefetch));
      }
    }

    /**
     * Returns null if nothing should be prefetched; otherwise blocks further prefetches until this
     * one ends.
     */
    private synchronized @Nullable CacheTtl ttlToPrefetch() {
      CacheTtl ttl = refreshPolicy.ttl();
      boolean isIdle = !isPrefetching && !isWatched && !closed && prompt.scope().isKeptWarm();
      if (!isIdle
          || ledger.hasInstructions(key.model, prompt)
          || !prefetchPolicy.expectArrival(ttl, clock.millis())
          || activeCalls.get() >= MAX_CONCURRENT_CALLS) {
        return null;
      }
      isPrefetching = true;
      return ttl;
    }

    private void endPrefetch(boolean succeeded) {
      synchronized (this) {
        isPrefetching = false;
      }
      if (succeeded) {
        startWatching();
      }
    }

    synchronized void startWatching() {
      if (!isWatched && !closed && prompt.scope().isKeptWarm()) {
        isWatched = true;
        EventLoop loop = loops.get();
        loop.execute(() -> refreshWhenDue(loop));
      }
    }

    /**
     * Waits until shortly before the prefix expires, then refreshes it if that is worth it. Runs on
     * the event loop.
     */
    private void refreshWhenDue(EventLoop loop) {
      CacheTtl ttl = ledger.instructionsTtl(key.model, prompt);
      if (ttl == null || isEvicted()) {
        stopWatching();
        return;
      }
      long dueAtMs =
          ledger.instructionsExpireAtMs(key.model, prompt) - RefreshPolicy.leadTime(ttl).toMillis();
      long delayMs = dueAtMs - clock.millis();
      if (delayMs > 0) {
        var _ = loop.schedule(Duration.ofMillis(delayMs), () -> refreshWhenDue(loop));
      } else if (isWorthRefreshing(ttl) && activeCalls.get() < MAX_CONCURRENT_CALLS) {
        prime(loop, ttl, succeeded -> endRefresh(loop, succeeded));
      } else {
        stopWatching();
      }
    }

    private boolean isEvicted() {
      return closed || prefixes.getIfPresent(key) != this;
    }

    private synchronized boolean isWorthRefreshing(CacheTtl ttl) {
      return refreshPolicy.isWorthRefreshing(ttl, clock.millis());
    }

    private synchronized void stopWatching() {
      isWatched = false; // The next turn starts watching again.
    }

    private void endRefresh(EventLoop loop, boolean succeeded) {
      if (succeeded) {
        refreshWhenDue(loop);
      } else {
        stopWatching(); // The next turn shows whether it is still cached.
      }
    }

    /**
     * Sends a priming call, on the event loop, where {@code onComplete} also receives whether it
     * succeeded.
     */
    private void prime(EventLoop loop, CacheTtl ttl, Consumer<Boolean> onComplete) {
      CachePlan plan = new CachePlan(List.of(new CacheBreakpoint(0, ttl)));
      CacheLedger.Lookup lookup = ledger.recordSend(key.model, prompt, plan);
      ModelRequest request =
          new ModelRequest(key.model, prompt, 0, null).withOptions(tools).withCachePlan(plan);
      activeCalls.incrementAndGet();
      PrimeTask call = new PrimeTask(loop, lookup, onComplete);
      call.open(request);
    }

    /** A priming call in progress. */
    private final class PrimeTask {
      private final EventLoop loop;
      private final CacheLedger.Lookup lookup;
      private final Consumer<Boolean> onComplete;
      private @Nullable ModelCall call;
      private EventLoop.@Nullable Timer deadline;
      private boolean ended;

      private PrimeTask(EventLoop loop, CacheLedger.Lookup lookup, Consumer<Boolean> onComplete) {
        this.loop = loop;
        this.lookup = lookup;
        this.onComplete = onComplete;
      }

      void open(ModelRequest request) {
        Optional<ModelCall> opened = provider.prime(request, this::end);
        if (opened.isEmpty()) {
          end(Optional.empty());
          return;
        }
        call = opened.get();
        deadline = loop.schedule(CALL_TIMEOUT, this::onTimeout);
      }

      private void onTimeout() {
        if (!ended && call != null) {
          call.cancel();
          end(Optional.empty());
        }
      }

      private void end(Optional<Usage> usage) {
        ended = true;
        if (deadline != null) {
          deadline.cancel();
        }
        activeCalls.decrementAndGet();
        if (usage.isEmpty()) {
          onComplete.accept(false);
          return;
        }
        lookup.onResponseStarted();
        lookup.onUsage(usage.get());
        listener.onRefreshed(key.model, prompt.scope(), usage.get(), lookup.oneHourShare());
        onComplete.accept(true);
      }
    }
  }
}
