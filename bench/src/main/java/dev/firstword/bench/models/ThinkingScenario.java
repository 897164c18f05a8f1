package dev.firstword.bench.models;

import dev.firstword.bench.models.ThinkingModel.Display;
import dev.firstword.bench.models.ThinkingModel.Plan;
import dev.firstword.bench.models.ThinkingModel.Stall;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.bench.virtual.LogNormal;
import dev.firstword.bench.virtual.VirtualEventLoop;
import dev.firstword.core.answer.SlowNotice;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.routing.Catalogue;
import dev.firstword.core.routing.CatalogueModel;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.RoutedCallListener;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.SilenceKind;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.Slow;
import dev.firstword.relay.event.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * Tells thinking from stalling: ten thousand turns with 1 to 300 s of thinking (uniform in the
 * logarithm), of which one in 25 stalls half-way. Compared with fixed limits for the time without
 * text, which would have been reached in the same turns.
 */
final class ThinkingScenario {

  /** For each way in which providers show thoughts; 10,000 in all. */
  private static final int TURNS = 2_500;

  private static final long SEED = 21;

  /** Turns from which the router learns, as it does in the first hour of a server. */
  private static final int WARM_UP_TURNS = 200;

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int STALL_EVERY = 25;
  private static final double MIN_SECONDS = 1;
  private static final double MAX_SECONDS = 300;

  /** How exactly a percentile of so many turns can be known. */
  private static final double MARGIN_S = 15;

  private static final List<Duration> FIXED_LIMITS =
      List.of(Duration.ofSeconds(30), Duration.ofSeconds(180), Duration.ofSeconds(300));
  private static final LogNormal QUICK = new LogNormal(300, 800);
  private static final Profile PROFILE = Profiles.defaultChat();
  private static final String COMPLEX = "Compare the two drafts.";

  private ThinkingScenario() {}

  static void measure(Measurements measurements) {
    for (Display display : Display.values()) {
      record(measurements, display, run(display));
    }
  }

  private static void record(Measurements measurements, Display display, List<Turn> all) {
    String name = "thinking, " + display.name().toLowerCase(Locale.ROOT) + ": ";
    List<Turn> turns = all.subList(WARM_UP_TURNS, all.size());
    List<Turn> healthy = turns.stream().filter(turn -> turn.plan.stall() == null).toList();
    List<Turn> stalled = turns.stream().filter(turn -> turn.plan.stall() != null).toList();
    measurements.record(
        name + "healthy thoughts ended",
        (double) healthy.stream().filter(turn -> !turn.isAnsweredByThinker).count(),
        "turns",
        Target.atMost(0));
    measurements.record(
        name + "healthy thoughts hedged",
        (double) healthy.stream().filter(turn -> turn.models.size() > 1).count(),
        "turns",
        Target.atMost(0));
    measurements.record(
        name + "healthy thoughts told to be stalled",
        100.0 * healthy.stream().filter(turn -> turn.reportedNanos >= 0).count() / healthy.size(),
        "%",
        Target.atMost(1.5));
    double p99 = quantile(healthy.stream().mapToDouble(Turn::secondsOfThinking), 0.99);
    measurements.record(name + "thoughts, p99", p99, "s");
    for (Stall stall : stallsOf(display)) {
      List<Turn> ofKind = stalled.stream().filter(turn -> turn.plan.stall() == stall).toList();
      String kind = name + "stalled by " + stall.name().toLowerCase(Locale.ROOT) + ", ";
      measurements.record(
          kind + "told too late or never",
          (double)
              ofKind.stream().filter(turn -> turn.secondsUntilReported() > p99 + MARGIN_S).count(),
          "turns",
          Target.atMost(0));
      List<Turn> reported = ofKind.stream().filter(turn -> turn.reportedNanos >= 0).toList();
      record(
          measurements,
          kind + "told after",
          reported.stream().mapToDouble(Turn::secondsUntilReported));
      List<Turn> replaced = ofKind.stream().filter(turn -> turn.replacedNanos >= 0).toList();
      record(
          measurements,
          kind + "another model asked after",
          replaced.stream().mapToDouble(Turn::secondsUntilReplaced));
    }
    for (Duration limit : FIXED_LIMITS) {
      measurements.record(
          name + "healthy thoughts that a limit of " + limit.toSeconds() + " s would end",
          100.0
              * healthy.stream().filter(turn -> turn.plan.thinking().compareTo(limit) > 0).count()
              / healthy.size(),
          "%");
    }
  }

  /** Without heartbeat all stalls look the same. */
  private static List<Stall> stallsOf(Display display) {
    return display == Display.NOTHING ? List.of(Stall.HALF_OPEN) : List.of(Stall.values());
  }

  private static void record(Measurements measurements, String name, DoubleStream seconds) {
    double[] values = seconds.toArray();
    if (values.length > 0) {
      measurements.record(name + ", p50", quantile(DoubleStream.of(values), 0.5), "s");
      measurements.record(name + ", p99", quantile(DoubleStream.of(values), 0.99), "s");
    }
  }

  private static double quantile(DoubleStream values, double quantile) {
    double[] sorted = values.sorted().toArray();
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
  }

  private static List<Turn> run(Display display) {
    VirtualEventLoop loop = new VirtualEventLoop();
    RandomGenerator random = new SplittableRandom(SEED);
    ThinkingModel thinker = new ThinkingModel(loop, random, display);
    RandomLatencyModel quick = new RandomLatencyModel("quick's", loop, random, () -> QUICK);
    Router router =
        new Router(
            new Catalogue(
                List.of(
                    new CatalogueModel(
                        "thinker", thinker, 15, Duration.ofMillis(800), Duration.ofSeconds(3), 50),
                    new CatalogueModel(
                        "quick", quick, 1, Duration.ofMillis(300), Duration.ofMillis(800), 50)),
                loop::nanoTime),
            WarmPrefixes.NONE,
            RoutingRules.DEFAULTS);
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < WARM_UP_TURNS + TURNS; i++) {
      boolean stalls = i >= WARM_UP_TURNS && i % STALL_EVERY == 0;
      Plan plan = new Plan(duration(random), stalls ? stall(i) : null);
      var _ =
          loop.schedule(
              INTERVAL.multipliedBy(i),
              () -> {
                thinker.plan(plan);
                turns.add(new Turn(loop, router, plan));
              });
    }
    loop.run();
    return turns;
  }

  private static Duration duration(RandomGenerator random) {
    double seconds =
        MIN_SECONDS * Math.exp(random.nextDouble() * Math.log(MAX_SECONDS / MIN_SECONDS));
    return Duration.ofMillis(Math.round(seconds * 1e3));
  }

  private static Stall stall(int turn) {
    Stall[] kinds = Stall.values();
    return kinds[turn / STALL_EVERY % kinds.length];
  }

  /** One turn, with the notices that its reader gets. */
  private static final class Turn implements RoutedCallListener {
    private final VirtualEventLoop loop;
    private final Plan plan;
    private final SlowNotice notice;
    private final List<String> models = new ArrayList<>();
    private long thoughtNanos = -1;
    private long reportedNanos = -1;
    private long replacedNanos = -1;
    private boolean isAnsweredByThinker;

    Turn(VirtualEventLoop loop, Router router, Plan plan) {
      this.loop = loop;
      this.plan = plan;
      this.notice = new SlowNotice(PROFILE.noticeAfter(), loop.nanoTime(), loop, this::onSlow);
      notice.start();
      RoutedCall call = router.open(request(), loop, this);
      notice.onModelCalled(call);
    }

    private void onSlow(Slow slow) {
      boolean isStalled = slow.kind() == SilenceKind.NO_PROGRESS || slow.kind() == SilenceKind.DEAD;
      if (isStalled && reportedNanos < 0) {
        reportedNanos = loop.nanoTime();
      }
    }

    double secondsOfThinking() {
      return plan.thinking().toMillis() / 1e3;
    }

    /** From the moment that the thought stalled. */
    double secondsUntilReported() {
      return reportedNanos < 0 ? Double.MAX_VALUE : (reportedNanos - stalledNanos()) / 1e9;
    }

    /** From the moment that the thought stalled. */
    double secondsUntilReplaced() {
      return replacedNanos < 0 ? Double.MAX_VALUE : (replacedNanos - stalledNanos()) / 1e9;
    }

    private long stalledNanos() {
      return thoughtNanos + plan.thinking().toNanos() / 2;
    }

    @Override
    public void onModel(ChosenModel model) {
      models.add(model.name());
      if (models.size() > 1 && replacedNanos < 0) {
        replacedNanos = loop.nanoTime();
      }
    }

    @Override
    public void onActivity(ModelActivity activity) {
      switch (activity) {
        case ModelActivity.ThinkingStarted _ -> {
          thoughtNanos = loop.nanoTime();
          notice.onThinkingStarted();
        }
        case ModelActivity.ThinkingText _, ModelActivity.ThinkingTokens _ ->
            notice.onThinkingProgress();
        case ModelActivity.ThinkingFinished _ -> notice.onThinkingFinished();
        case ModelActivity.ThoughtCompleted _,
            ModelActivity.ToolCallStarted _,
            ModelActivity.ToolArguments _,
            ModelActivity.ToolCallReady _,
            ModelActivity.ProviderToolCall _,
            ModelActivity.ProviderBlockCompleted _,
            ModelActivity.Cited _,
            ModelActivity.TextBlockEnded _,
            ModelActivity.FinalAnswerStarted _,
            ModelActivity.CommentaryText _,
            ModelActivity.CommentaryCompleted _,
            ModelActivity.Declined _ -> {}
      }
    }

    @Override
    public void onText(String text) {
      isAnsweredByThinker = models.getLast().equals("thinker");
      notice.onText();
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage) {
      notice.stop();
    }

    @Override
    public void onFailure(ProviderFailure failure) {
      notice.stop();
    }
  }

  private static RoutingRequest request() {
    return new RoutingRequest(
        new Prompt("", List.of(new PromptMessage(Role.USER, COMPLEX))),
        COMPLEX,
        null,
        PROFILE,
        null,
        Priority.QUALITY,
        null,
        null);
  }
}
