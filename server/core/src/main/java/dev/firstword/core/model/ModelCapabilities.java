package dev.firstword.core.model;

import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes, limits and costs.
 *
 * @param thinking how thinking is requested
 * @param tools when it takes tools, and whether it can be forced to call one
 * @param hasSampling whether it takes {@code temperature} and {@code top_p}
 * @param input what it reads
 * @param maxOutputTokens the longest output, thoughts included; {@link #UNLIMITED} if unknown
 * @param cache how its provider caches prompts
 * @param thoughts which thoughts of earlier calls it takes back
 * @param lifecycle how long it will be available
 */
public record ModelCapabilities(
    Thinking thinking,
    Tools tools,
    boolean hasSampling,
    Input input,
    int maxOutputTokens,
    Cache cache,
    Thoughts thoughts,
    Lifecycle lifecycle) {

  /** A maximum that is not known, and therefore not enforced. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** Ways to tell a model whether to think. */
  public enum ThinkingType {
    /** Messages API: as much as the effort allows. */
    ADAPTIVE,
    /** Messages API: within a budget of tokens. */
    ENABLED,
    /** Messages API: not at all. */
    DISABLED,
    /** Messages API: only after the first tool call. */
    BETWEEN_TOOLS,
    /** OpenAI's APIs: by a reasoning effort alone. */
    EFFORT
  }

  /** How much a model thinks and writes, from the least. */
  public enum Effort {
    NONE,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    MAX
  }

  /** What the provider sends of a thought. */
  public enum Display {
    /** A summary. */
    SUMMARIZED,
    /** Nothing but the signature at the end. */
    OMITTED,
    /** Notes for the reader between tool calls. */
    UPDATES
  }

  /**
   * How thinking is requested from a model.
   *
   * @param types the ways that it takes; empty if thinking cannot be requested
   * @param isDefault whether it thinks by default
   * @param efforts the efforts that it takes; empty if it takes none
   * @param defaultEffort its effort if none is given; null if it has none
   * @param displays what can be asked for of its thoughts
   * @param defaultDisplay what it shows unless asked; null if unknown
   */
  public record Thinking(
      Set<ThinkingType> types,
      boolean isDefault,
      Set<Effort> efforts,
      @Nullable Effort defaultEffort,
      Set<Display> displays,
      @Nullable Display defaultDisplay) {

    /** Thinking cannot be requested. */
    public static final Thinking NONE =
        new Thinking(Set.of(), false, Set.of(), null, Set.of(), null);

    public Thinking {
      types = sorted(ThinkingType.class, types);
      efforts = sorted(Effort.class, efforts);
      displays = sorted(Display.class, displays);
    }

    /** Returns the set in the order of declaration, from the least effort for example. */
    private static <E extends Enum<E>> Set<E> sorted(Class<E> type, Set<E> values) {
      EnumSet<E> copy = EnumSet.noneOf(type);
      copy.addAll(values);
      return Collections.unmodifiableSet(copy);
    }
  }

  /** When a model takes something that does not always go with thinking. */
  public enum Availability {
    ALWAYS,
    /** Unless thinking is requested. */
    UNLESS_THINKING,
    NEVER
  }

  /**
   * When a model takes tools.
   *
   * @param inChatCompletions in OpenAI's chat completions; other APIs always take them
   * @param forced whether a request can demand a tool call
   */
  public record Tools(Availability inChatCompletions, Availability forced) {}

  /**
   * What a model reads.
   *
   * @param hasFiles whether it reads PDF files
   * @param maxTokens the longest prompt; {@link #UNLIMITED} if unknown
   */
  public record Input(boolean hasImages, boolean hasFiles, int maxTokens) {}

  /**
   * How a provider caches the prompts of a model.
   *
   * @param minTokens the length below which a prefix is not cached
   * @param readFactor the price of a cached token relative to plain input
   * @param writeFactor the relative price of writing for the shorter lifetime
   * @param longWriteFactor the relative price of writing for the longer lifetime
   * @param hasDiagnostics whether it can say why a prompt is not found
   */
  public record Cache(
      int minTokens,
      double readFactor,
      double writeFactor,
      double longWriteFactor,
      boolean hasDiagnostics) {}

  /**
   * Which thoughts of earlier calls a model takes back.
   *
   * @param areKept whether it reads its thoughts of earlier turns too, so that a prompt repeats
   *     them
   * @param areBound whether its provider refuses a thought after another conversation than the one
   *     in which it was written
   * @param reads the other models whose thoughts it reads
   */
  public record Thoughts(boolean areKept, boolean areBound, Set<String> reads) {

    /** Only its own thoughts, and only within a turn. */
    public static final Thoughts OWN = new Thoughts(false, false, Set.of());

    public Thoughts {
      reads = Set.copyOf(reads);
    }
  }

  /** Whether a model is still available. */
  public enum Stage {
    ACTIVE,
    /** Will be shut down. */
    DEPRECATED,
    RETIRED
  }

  /**
   * How long a model will be available.
   *
   * @param retiresOn the announced last day; null if none is announced
   */
  public record Lifecycle(Stage stage, @Nullable LocalDate retiresOn) {

    /** No end is announced. */
    public static final Lifecycle ACTIVE = new Lifecycle(Stage.ACTIVE, null);
  }

  /** Returns a copy that reads the thoughts of these other models. */
  public ModelCapabilities withThoughtsOf(Set<String> others) {
    return new ModelCapabilities(
        thinking,
        tools,
        hasSampling,
        input,
        maxOutputTokens,
        cache,
        new Thoughts(thoughts.areKept, thoughts.areBound, others),
        lifecycle);
  }

  /** Returns a copy whose thinking is requested in another way. */
  public ModelCapabilities withThinking(Thinking other) {
    return new ModelCapabilities(
        other, tools, hasSampling, input, maxOutputTokens, cache, thoughts, lifecycle);
  }
}
