package dev.firstword.routing.caching;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.loop.EventLoop;
import dev.firstword.prompt.CacheLedger;
import dev.firstword.prompt.CacheLife;
import dev.firstword.prompt.CachePlan;
import dev.firstword.prompt.CachePlan.Mark;
import dev.firstword.prompt.CacheScope;
import dev.firstword.prompt.PrefixKey;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refreshes instructions that models have read before they forget them, as long as each one's
 * {@link RefreshPolicy} says that this pays, and has them read again for somebody who seems about
 * to ask. From any thread.
 */
final class KeepWarm implements AutoCloseable {

  /** The least recently used is left to its fate. */
  private static final int MOST_PREFIXES = 200;

  private static final int MOST_AT_ONCE = 4;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  /** Something has to be asked; it is not answered. */
  private static final List<PromptMessage> NOTHING = List.of(new PromptMessage(Role.USER, "."));

  private final CacheLedger ledger;
  private final Supplier<EventLoop> loops;
  private final InstantSource clock;
  private final Told told;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Cache<Place, Kept> kept =
      Caffeine.newBuilder().maximumSize(MOST_PREFIXES).executor(Runnable::run).build();
  private volatile boolean closed;

  private record Place(String model, PrefixKey instructions) {}

  /** Hears what a refresh came to. */
  interface Told {
    void refreshed(String model, CacheScope scope, Usage usage, double forAnHour);
  }

  KeepWarm(CacheLedger ledger, Supplier<EventLoop> loops, InstantSource clock, Told told) {
    this.ledger = ledger;
    this.loops = loops;
    this.clock = clock;
    this.told = told;
  }

  /** A turn is about to be sent; tells how long its instructions are to be written for. */
  CacheLife arrived(ModelRequest request, ModelProvider provider, Tariff tariff) {
    Prompt prompt = request.prompt();
    Place place = new Place(request.model(), ledger.instructionsOf(prompt));
    return kept.get(place, _ -> new Kept(place, prompt, provider, tariff)).arrived();
  }

  /** A turn's response has begun: from now on there is something to be kept. */
  void begun(ModelRequest request) {
    Kept instructions =
        kept.getIfPresent(new Place(request.model(), ledger.instructionsOf(request.prompt())));
    if (instructions != null) {
      instructions.watch();
    }
  }

  /**
   * Somebody seems about to ask a prompt with those instructions: the model that was asked last
   * with them reads them, where it has them no longer and that is worth it.
   */
  void awaited(Prompt prompt) {
    PrefixKey instructions = ledger.instructionsOf(prompt);
    kept.asMap().values().stream()
        .filter(one -> one.place.instructions.equals(instructions))
        .max(Comparator.comparingLong(Kept::lastArrivalMs))
        .ifPresent(Kept::awaited);
  }

  @Override
  public void close() {
    closed = true;
    kept.invalidateAll();
  }

  /** One model's instructions. */
  private final class Kept {
    private final Place place;
    private final Prompt prompt;
    private final ModelProvider provider;
    private final RefreshPolicy policy;
    private final Expectation expectation;
    private long lastArrivalMs;
    private boolean watched;
    private boolean primed;

    private Kept(Place place, Prompt asked, ModelProvider provider, Tariff tariff) {
      this.place = place;
      this.provider = provider;
      prompt = new Prompt(asked.system(), NOTHING, 0, asked.scope());
      policy = new RefreshPolicy(tariff, asked.scope().lives(), asked.scope().keptWarm());
      expectation = new Expectation(tariff);
    }

    synchronized CacheLife arrived() {
      lastArrivalMs = clock.millis();
      policy.arrived(lastArrivalMs);
      expectation.asked(lastArrivalMs);
      return policy.life();
    }

    synchronized long lastArrivalMs() {
      return lastArrivalMs;
    }

    void awaited() {
      CacheLife life = lifeToPrime();
      if (life != null) {
        EventLoop loop = loops.get();
        loop.execute(() -> read(loop, life, this::endPriming));
      }
    }

    /** Null where it is not to be read ahead; otherwise nobody else does so before it is over. */
    private synchronized @Nullable CacheLife lifeToPrime() {
      CacheLife life = policy.life();
      boolean idle = !primed && !watched && !closed && prompt.scope().keptWarm();
      if (!idle
          || ledger.hasInstructions(place.model, prompt)
          || !expectation.begins(life, clock.millis())
          || underWay.get() >= MOST_AT_ONCE) {
        return null;
      }
      primed = true;
      return life;
    }

    private void endPriming(boolean isRead) {
      synchronized (this) {
        primed = false;
      }
      if (isRead) {
        watch();
      }
    }

    synchronized void watch() {
      if (!watched && !closed && prompt.scope().keptWarm()) {
        watched = true;
        EventLoop loop = loops.get();
        loop.execute(() -> waitOn(loop));
      }
    }

    /** On the loop: until shortly before the provider forgets it, as things stand. */
    private void waitOn(EventLoop loop) {
      CacheLife life = ledger.instructionsLife(place.model, prompt);
      if (life == null || isGone()) {
        leave();
        return;
      }
      long due =
          ledger.forgetsInstructionsAtMs(place.model, prompt)
              - RefreshPolicy.ahead(life).toMillis();
      long left = due - clock.millis();
      if (left > 0) {
        var _ = loop.schedule(Duration.ofMillis(left), () -> waitOn(loop));
      } else if (isWorthIt(life) && underWay.get() < MOST_AT_ONCE) {
        read(loop, life, isRead -> endRefresh(loop, isRead));
      } else {
        leave();
      }
    }

    private boolean isGone() {
      return closed || kept.getIfPresent(place) != this;
    }

    private synchronized boolean isWorthIt(CacheLife life) {
      return policy.isWorthRefreshing(life, clock.millis());
    }

    private synchronized void leave() {
      watched = false; // The next turn begins anew.
    }

    private void endRefresh(EventLoop loop, boolean isRead) {
      if (isRead) {
        waitOn(loop);
      } else {
        leave(); // Whether it is still there shows with the next turn.
      }
    }

    /** Lets the model read it, on the loop, where it is told whether that came off. */
    private void read(EventLoop loop, CacheLife life, Consumer<Boolean> whenOver) {
      CachePlan plan = new CachePlan(List.of(new Mark(0, life)));
      CacheLedger.Visit visit = ledger.visit(place.model, prompt, plan);
      ModelRequest request = new ModelRequest(place.model, prompt, 0, null, plan);
      underWay.incrementAndGet();
      Call call = new Call(loop, visit, whenOver);
      call.open(request);
    }

    /** One reading under way. */
    private final class Call {
      private final EventLoop loop;
      private final CacheLedger.Visit visit;
      private final Consumer<Boolean> whenOver;
      private @Nullable ModelCall call;
      private EventLoop.@Nullable Timer deadline;
      private boolean over;

      private Call(EventLoop loop, CacheLedger.Visit visit, Consumer<Boolean> whenOver) {
        this.loop = loop;
        this.visit = visit;
        this.whenOver = whenOver;
      }

      void open(ModelRequest request) {
        Optional<ModelCall> opened = provider.prime(request, this::end);
        if (opened.isEmpty()) {
          end(Optional.empty());
          return;
        }
        call = opened.get();
        deadline = loop.schedule(LONGEST_CALL, this::giveUp);
      }

      private void giveUp() {
        if (!over && call != null) {
          call.cancel();
          end(Optional.empty());
        }
      }

      private void end(Optional<Usage> usage) {
        over = true;
        if (deadline != null) {
          deadline.cancel();
        }
        underWay.decrementAndGet();
        if (usage.isEmpty()) {
          whenOver.accept(false);
          return;
        }
        visit.begun();
        visit.counted(usage.get());
        told.refreshed(place.model, prompt.scope(), usage.get(), visit.writtenForAnHour());
        whenOver.accept(true);
      }
    }
  }
}
