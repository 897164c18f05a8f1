package dev.firstword.bench.models;

import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelActivity.ThinkingFinished;
import dev.firstword.core.provider.ModelActivity.ThinkingStarted;
import dev.firstword.core.provider.ModelActivity.ThinkingText;
import dev.firstword.core.provider.ModelActivity.ThinkingTokens;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A model that thinks before it answers one word, or stalls in the middle of a thought. */
final class ThinkingModel implements ModelProvider {

  private static final Duration FIRST_BYTE = Duration.ofMillis(800);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);
  private static final Duration COUNT_INTERVAL = Duration.ofMillis(1500);
  private static final int TOKENS_PER_COUNT = 60;

  /** What the provider sends while the model thinks. */
  enum Display {
    /** Nothing but pings. */
    PINGS,
    /** Nothing at all. */
    NOTHING,
    /** Pieces of a summary with pauses of 2 to 6 s, and pings. */
    SUMMARIES,
    /** The number of tokens, every 1.5 s. */
    COUNTS
  }

  /** How a thought stalls for ever. */
  enum Stall {
    PINGS,
    EMPTY_DELTAS,
    HALF_OPEN
  }

  /**
   * What the next call does.
   *
   * @param stall at half of its length the thought stalls in this way; null: never
   */
  record Plan(Duration thinking, @Nullable Stall stall) {}

  private final VirtualEventLoop loop;
  private final RandomGenerator random;
  private final Display display;
  private Plan next = new Plan(Duration.ZERO, null);

  ThinkingModel(VirtualEventLoop loop, RandomGenerator random, Display display) {
    this.loop = loop;
    this.random = random;
    this.display = display;
  }

  /** Sets what the next call does. */
  void plan(Plan plan) {
    next = plan;
  }

  @Override
  public String name() {
    return "thinker's";
  }

  @Override
  public ModelCall open(ModelRequest request, ModelCallListener listener) {
    Call call = new Call(next, listener);
    call.after(FIRST_BYTE, call::start);
    return call;
  }

  private final class Call implements ModelCall {
    private final Plan plan;
    private final ModelCallListener listener;
    private boolean closed;
    private boolean stalled;

    Call(Plan plan, ModelCallListener listener) {
      this.plan = plan;
      this.listener = listener;
    }

    @Override
    public void cancel() {
      closed = true;
    }

    void after(Duration delay, Runnable work) {
      var _ =
          loop.schedule(
              delay,
              () -> {
                if (!closed) {
                  work.run();
                }
              });
    }

    void start() {
      send(new ThinkingStarted());
      if (plan.stall == null) {
        after(plan.thinking, this::answer);
      } else {
        after(plan.thinking.dividedBy(2), () -> stalled = true);
      }
      if (display != Display.NOTHING) {
        repeat(this::interval, this::report);
      }
      if (display == Display.PINGS || display == Display.SUMMARIES) {
        repeat(() -> PING_INTERVAL, this::ping);
      }
    }

    private void repeat(Supplier<Duration> interval, Runnable work) {
      after(
          interval.get(),
          () -> {
            work.run();
            repeat(interval, work);
          });
    }

    private Duration interval() {
      return switch (display) {
        case SUMMARIES -> Duration.ofMillis(random.nextLong(2_000, 6_000));
        case COUNTS -> COUNT_INTERVAL;
        case PINGS, NOTHING -> PING_INTERVAL;
      };
    }

    private void report() {
      if (stalled) {
        if (plan.stall == Stall.EMPTY_DELTAS) {
          listener.onReadComplete();
        }
        return;
      }
      switch (display) {
        case SUMMARIES -> send(new ThinkingText("Comparing both. "));
        case COUNTS -> send(new ThinkingTokens(TOKENS_PER_COUNT));
        case PINGS, NOTHING -> {}
      }
    }

    private void ping() {
      if (!stalled || plan.stall != Stall.HALF_OPEN) {
        listener.onReadComplete();
      }
    }

    private void send(ModelActivity activity) {
      listener.onActivity(activity);
      listener.onReadComplete();
    }

    private void answer() {
      closed = true;
      listener.onActivity(new ThinkingFinished());
      listener.onText("word");
      listener.onReadComplete();
      listener.onEnd(FinishReason.STOP, new Usage(10, 1, 0, 0));
    }
  }
}
