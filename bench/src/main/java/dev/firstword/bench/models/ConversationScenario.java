package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.models.CachedConversation.Turn;
import dev.firstword.bench.models.PlanComparison.Plan;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.core.prompt.Excerpt;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.relay.client.NettyTransport;
import dev.firstword.relay.client.TransportSettings;
import dev.firstword.relay.loop.EventLoops;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.Simulator;
import dev.firstword.simulator.SimulatorSettings;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.thinking.ThinkingSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Conversations of 60 turns with the product's prompts over HTTP, at a provider that binds thoughts
 * and caches as Anthropic does. Compares what is read from the cache with what other breakpoints
 * would have read of the same requests.
 */
final class ConversationScenario {

  private static final int TURNS = 60;
  private static final int SEEDS = 5;
  private static final double MIN_PERCENT_OF_BEST = 99;
  private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(20);
  private static final int HISTORY_TOKENS = 400_000;
  private static final int SHORT_HISTORY_TOKENS = 6_000;

  private static final String OPUS = "claude-opus-5-5";
  private static final String SONNET = "claude-sonnet-5-5";

  /** It does not think unless it is asked to. */
  private static final String PLAIN = "claude-sonnet-4-6";

  private static final String SYSTEM = "Keep to the rule here. ".repeat(300);
  private static final byte[] NO_IMAGE = new byte[0];

  private ConversationScenario() {}

  /** What distinguishes a conversation from others. */
  private enum Kind {
    TEXT("text"),
    ONE_CALL("tools, 1 call"),
    THREE_CALLS("tools, 3 parallel calls"),
    TWELVE_CALLS("tools, 12 parallel calls"),
    THIRTY_CALLS("tools, 30 parallel calls"),
    THINKING("thinking"),
    IMAGES("images"),
    EXCERPTS("excerpts that change each turn"),
    EXCERPTS_AND_CALLS("excerpts and 12 parallel calls"),
    LONG_HISTORY("history over its budget"),
    ANSWER_NOW("answer now"),
    FALLBACK("fallback in the middle"),
    RESTART("server restart");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    private int calls() {
      return switch (this) {
        case ONE_CALL -> 1;
        case THREE_CALLS, FALLBACK, RESTART -> 3;
        case TWELVE_CALLS, EXCERPTS_AND_CALLS -> 12;
        case THIRTY_CALLS -> 30;
        default -> 0;
      };
    }
  }

  static void measure(Path root, Measurements measurements) throws Exception {
    int seeds = RunSize.of("SEEDS", SEEDS);
    for (Kind kind : Kind.values()) {
      for (int seed = 0; seed < seeds; seed++) {
        run(kind, RunSize.seed() + seed, measurements);
      }
    }
  }

  private static void run(Kind kind, long seed, Measurements measurements) throws Exception {
    AtomicLong now = new AtomicLong();
    InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    PlanComparison plans = new PlanComparison(clock);
    try (Simulator simulator = Simulator.start(settings(seed), "127.0.0.1", 0, clock);
        EventLoops loops = EventLoops.start(1);
        RecordingTransport transport =
            new RecordingTransport(new NettyTransport(TransportSettings.DEFAULTS, (_, _) -> {}))) {
      CachedConversation conversation =
          new CachedConversation(loops.all().getFirst(), transport, simulator.uri(), clock, plans);
      RandomGenerator random = new SplittableRandom(seed);
      for (int turn = 0; turn < TURNS; turn++) {
        if (kind == Kind.RESTART && turn == TURNS / 2) {
          conversation.restartServer();
        }
        conversation.run(turn(kind, turn, random));
        now.addAndGet(BETWEEN_REQUESTS.toMillis());
      }
      record(kind, plans, measurements);
      measurements.record(
          kind.title + ": requests that the provider refused",
          (double) simulator.stats().total().rejected(),
          "",
          Target.atMost(0));
      measurements.record(
          kind.title + ": thoughts that the provider found in another conversation",
          (double) conversation.lostThoughts(),
          "",
          Target.atMost(0));
    }
  }

  private static void record(Kind kind, PlanComparison plans, Measurements measurements) {
    measurements.record(
        kind.title + ": read from the cache, of what the best plan reads",
        plans.percentOfBest(Plan.OURS),
        "%",
        Target.atLeast(MIN_PERCENT_OF_BEST));
    measurements.record(
        kind.title + ": the same, of all input", plans.percentOfInput(Plan.OURS), "%");
    measurements.record(
        kind.title + ": of the best plan, with one breakpoint at the end",
        plans.percentOfBest(Plan.LAST_BLOCK),
        "%");
    measurements.record(
        kind.title + ": of the best plan, with instructions and last message",
        plans.percentOfBest(Plan.INSTRUCTIONS_AND_LAST_BLOCK),
        "%");
    measurements.record(
        kind.title + ": of the best plan, with the automatic breakpoint",
        plans.percentOfBest(Plan.AUTOMATIC),
        "%");
    measurements.record(
        kind.title + ": requests with more than four breakpoints",
        plans.overfullRequests(),
        "",
        Target.atMost(0));
  }

  private static SimulatorSettings settings(long seed) {
    ModelSettings plain = new ModelSettings(0.1, 0.2, 1e6);
    ModelSettings thinking =
        plain.withThinking(new ThinkingSettings(0.1, 0.2, ThinkingDisplay.OMITTED));
    return SimulatorSettings.defaults()
        .merge(JsonNodeFactory.instance.objectNode().put("uncached_input_ms_per_1k", 0))
        .withSeed(seed)
        .withModel(PLAIN, plain)
        .withModel(OPUS, thinking)
        .withModel(SONNET, thinking);
  }

  private static Turn turn(Kind kind, int number, RandomGenerator random) {
    boolean isPlain = kind == Kind.TEXT || kind == Kind.IMAGES || kind == Kind.EXCERPTS;
    boolean isReplaced = kind == Kind.FALLBACK && number >= TURNS / 3 && number < TURNS / 2;
    boolean hasExcerpts = kind == Kind.EXCERPTS || kind == Kind.EXCERPTS_AND_CALLS;
    List<ToolDefinition> tools = tools(kind.calls());
    return new Turn(
        isReplaced ? SONNET : isPlain ? PLAIN : OPUS,
        SYSTEM,
        tools,
        question(number, tools, random),
        hasExcerpts ? List.of(excerpt(number, random)) : List.of(),
        kind == Kind.IMAGES && number % 5 == 2 ? image() : NO_IMAGE,
        40 + random.nextInt(200),
        kind == Kind.LONG_HISTORY ? SHORT_HISTORY_TOKENS : HISTORY_TOKENS,
        kind == Kind.ANSWER_NOW && number % 10 == 7);
  }

  private static String question(int number, List<ToolDefinition> tools, RandomGenerator random) {
    StringBuilder question = new StringBuilder("Question " + number + ": what of the tides? ");
    question.append("word ".repeat(random.nextInt(100)));
    tools.forEach(tool -> question.append(" `").append(tool.name()).append('`'));
    return question.toString();
  }

  private static Excerpt excerpt(int number, RandomGenerator random) {
    return new Excerpt(
        "Tides " + number, "", "", "fact ".repeat(800 + random.nextInt(800)) + random.nextInt());
  }

  /** In another order each turn, as clients may send them. */
  private static List<ToolDefinition> tools(int count) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (int i = count; i > 0; i--) {
      tools.add(
          new ToolDefinition(
              "tool_" + i,
              "Finds what is known of one thing. ".repeat(5),
              "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}"));
    }
    return tools;
  }

  /** The header of a PNG of 600 by 400 pixels: nothing reads more. */
  private static byte[] image() {
    return ByteBuffer.allocate(33)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10})
        .putInt(13)
        .put(new byte[] {'I', 'H', 'D', 'R'})
        .putInt(600)
        .putInt(400)
        .put(new byte[] {8, 2, 0, 0, 0})
        .putInt(0)
        .array();
  }
}
