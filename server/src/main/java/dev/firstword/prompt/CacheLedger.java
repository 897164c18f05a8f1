package dev.firstword.prompt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.firstword.protocol.Usage;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each model's provider keeps of earlier prompts, as far as this server can know: by what it
 * has sent, and by what the provider then counted. Holds digests and times, no text. From any
 * thread.
 */
public final class CacheLedger implements WarmPrefixes {

  private static final int NONE = -1;

  /** At 100 bytes each; the least recently used go first. */
  private static final int MOST_PREFIXES = 50_000;

  private final Map<String, CacheRules> rules;
  private final InstantSource clock;
  private final Cache<Place, Kept> kept =
      Caffeine.newBuilder().maximumSize(MOST_PREFIXES).executor(Runnable::run).build();

  /** A prompt is looked up for several models, and asked of one: its digests are made once. */
  private final Cache<Prompt, Prefixes> prefixes =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

  /** A prefix is kept by one model, and unknown to all others. */
  private record Place(String model, PrefixKey prefix) {}

  private record Kept(CacheLife life, long expiresAtMs) {}

  /**
   * Knows nothing yet.
   *
   * @param rules by the model's name; of others it never knows anything
   */
  public CacheLedger(Map<String, CacheRules> rules, InstantSource clock) {
    this.rules = Map.copyOf(rules);
    this.clock = clock;
  }

  private Prefixes prefixesOf(Prompt prompt) {
    return prefixes.get(prompt, Prefixes::of);
  }

  /** Where a prompt is to be marked for a model, its instructions with that life. */
  public CachePlan plan(String model, Prompt prompt, CacheLife instructions) {
    CacheRules known = rules.get(model);
    return known == null || prompt.scope().lives().isEmpty()
        ? CachePlan.NONE
        : CachePlan.of(prefixesOf(prompt), prompt.stableMessages(), known, instructions);
  }

  /** The key of a prompt's instructions. */
  public PrefixKey instructionsOf(Prompt prompt) {
    return prefixesOf(prompt).key(0);
  }

  /** Estimated tokens of a prompt's instructions. */
  public long instructionTokens(Prompt prompt) {
    return prefixesOf(prompt).tokensUpTo(0);
  }

  @Override
  public long uncachedTokens(String model, Prompt prompt) {
    return look(model, prompt, plan(model, prompt, prompt.scope().usualLife())).uncachedTokens();
  }

  /** Whether a model still has a prompt's instructions at hand. */
  public boolean hasInstructions(String model, Prompt prompt) {
    return holds(new Place(model, instructionsOf(prompt)), clock.millis());
  }

  /**
   * When the provider will have forgotten a prompt's instructions, if nobody reads them; epoch
   * milliseconds, 0 where it does not have them.
   */
  public long forgetsInstructionsAtMs(String model, Prompt prompt) {
    Kept instructions = kept.getIfPresent(new Place(model, instructionsOf(prompt)));
    return instructions == null ? 0 : instructions.expiresAtMs;
  }

  /** The life that a prompt's instructions were written with; absent where they are not kept. */
  public @Nullable CacheLife instructionsLife(String model, Prompt prompt) {
    Place place = new Place(model, instructionsOf(prompt));
    Kept instructions = kept.getIfPresent(place);
    return instructions != null && holds(place, clock.millis()) ? instructions.life : null;
  }

  /** A prompt is sent to a model now, marked like that. Lives count from here. */
  public Visit visit(String model, Prompt prompt, CachePlan plan) {
    Visit visit = look(model, prompt, plan);
    visit.renew();
    return visit;
  }

  private Visit look(String model, Prompt prompt, CachePlan plan) {
    Prefixes blocks = prefixesOf(prompt);
    long now = clock.millis();
    int back = isMarked(model) ? CachePlan.LOOK_BACK : blocks.blocks();
    int read = NONE;
    for (int i = plan.marks().size() - 1; i >= 0 && read == NONE; i--) {
      int mark = plan.marks().get(i).block();
      for (int block = mark; block >= 0 && block > mark - back && read == NONE; block--) {
        read = holds(new Place(model, blocks.key(block)), now) ? block : NONE;
      }
    }
    return new Visit(model, blocks, plan, read, now);
  }

  private boolean isMarked(String model) {
    CacheRules known = rules.get(model);
    return known != null && known.way() == CacheRules.Way.MARKED;
  }

  private boolean holds(Place place, long nowMs) {
    Kept entry = kept.getIfPresent(place);
    return entry != null && entry.expiresAtMs > nowMs;
  }

  /** One prompt's way past what is kept. */
  public final class Visit {
    private final String model;
    private final Prefixes blocks;
    private final CachePlan plan;
    private final int read;
    private final long startMs;

    private Visit(String model, Prefixes blocks, CachePlan plan, int read, long startMs) {
      this.model = model;
      this.blocks = blocks;
      this.plan = plan;
      this.read = read;
      this.startMs = startMs;
    }

    /** Estimated tokens that the model has at hand. */
    public long cachedTokens() {
      return read == NONE ? 0 : blocks.tokensUpTo(read);
    }

    /** Estimated tokens that the model has to read anew. */
    public long uncachedTokens() {
      return blocks.tokens() - cachedTokens();
    }

    /** The share, 0 to 1, of what it writes that is to be kept for an hour. */
    public double writtenForAnHour() {
      long before = cachedTokens();
      long forAnHour = 0;
      for (CachePlan.Mark mark : plan.marks()) {
        if (mark.block() > read) {
          long upTo = blocks.tokensUpTo(mark.block());
          forAnHour += mark.life() == CacheLife.ONE_HOUR ? upTo - before : 0;
          before = upTo;
        }
      }
      long written = before - cachedTokens();
      return written == 0 ? 0 : (double) forAnHour / written;
    }

    private Place place(int block) {
      return new Place(model, blocks.key(block));
    }

    private void renew() {
      for (int block = 0; block <= read; block++) {
        kept.asMap()
            .computeIfPresent(
                place(block),
                (_, entry) ->
                    entry.expiresAtMs <= startMs
                        ? null
                        : new Kept(entry.life, startMs + entry.life.duration().toMillis()));
      }
    }

    /** The response has begun: what is written with it can be read from now on. */
    public void begun() {
      keepAfter(read);
    }

    private void keepAfter(int position) {
      for (CachePlan.Mark mark : plan.marks()) {
        if (mark.block() > position) {
          Kept fresh = new Kept(mark.life(), startMs + mark.life().duration().toMillis());
          kept.asMap()
              .merge(
                  place(mark.block()),
                  fresh,
                  (held, other) -> held.expiresAtMs > other.expiresAtMs ? held : other);
        }
      }
    }

    /** What the provider counted: where that is something else, the provider is right. */
    public void counted(Usage usage) {
      if (usage.cacheReadInputTokens() > 0) {
        return;
      }
      boolean written = usage.cacheCreationInputTokens() > 0 || !isMarked(model);
      for (int block = 0; block <= read; block++) {
        kept.invalidate(place(block)); // It was thought to be there.
      }
      if (written) {
        keepAfter(NONE);
      } else {
        plan.marks().forEach(mark -> kept.invalidate(place(mark.block())));
      }
    }
  }
}
