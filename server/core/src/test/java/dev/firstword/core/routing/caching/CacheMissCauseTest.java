package dev.firstword.core.routing.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CacheComparison;
import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.CacheMiss.Cause;
import dev.firstword.core.prompt.CacheRules;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.PromptTiers;
import dev.firstword.core.provider.CacheReport;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.routing.caching.PromptCaching.CachedModel;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Why the second request of a conversation reads anew what the first one had cached. */
final class CacheMissCauseTest {

  private static final String MODEL = "claude-sonnet-4-6";
  private static final String OTHER = "claude-opus-4-6";
  private static final String INSTRUCTIONS = "word ".repeat(4_000);
  private static final PromptTiers TOOLS = new PromptTiers("search a b", 1, "");
  private static final Usage WRITTEN = new Usage(10, 5, 5_000, 0);
  private static final Usage READ = new Usage(20, 5, 10, 4_900);

  private final ManualEventLoop loop = new ManualEventLoop();
  private final InstantSource clock = () -> Instant.ofEpochMilli(loop.nanoTime() / 1_000_000);
  private final Set<ModelOption> refused = EnumSet.noneOf(ModelOption.class);
  private final PromptCaching caching =
      new PromptCaching(Map.of(MODEL, cached(), OTHER, cached()), () -> loop, clock);
  private final ModelProvider provider = caching.wrap(new SilentProvider());

  private static CachedModel cached() {
    return new CachedModel(
        new CacheRules(Mode.EXPLICIT, 1_024), TokenPricing.withExplicitCaching(3, 15), true);
  }

  @Test
  void readsEverythingIfMessagesAreOnlyAdded() {
    answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "One?"), WRITTEN);

    assertThat(answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "One?", "One.", "Two?"), READ)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"EXPIRED", "UNEXPLAINED"})
  void namesTheFirstTierThatChanged(Cause cause) {
    answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "One?"), WRITTEN);
    loop.advance(Duration.ofMinutes(1));

    Optional<CacheMiss> miss =
        switch (cause) {
          case MODEL_CHANGED ->
              answer(OTHER, prompt(INSTRUCTIONS, TOOLS, "One?", "a", "b"), WRITTEN);
          case TOOLS_CHANGED ->
              answer(
                  MODEL,
                  prompt("Be brief." + INSTRUCTIONS, new PromptTiers("search b a", 1, "x"), "Q?"),
                  WRITTEN);
          case INSTRUCTIONS_CHANGED ->
              answer(MODEL, prompt("Be brief." + INSTRUCTIONS, TOOLS, "Q?"), WRITTEN);
          case OPTIONS_CHANGED ->
              answer(
                  MODEL,
                  prompt(INSTRUCTIONS, new PromptTiers("search a b", 1, "effort"), "Q?"),
                  WRITTEN);
          case MESSAGES_CHANGED -> answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "Q?"), WRITTEN);
          case EXPIRED, UNEXPLAINED -> throw new IllegalStateException("not a change");
        };

    assertThat(miss).map(CacheMiss::cause).contains(cause);
    assertThat(miss).map(CacheMiss::isFromProvider).contains(false);
    assertThat(caching.missCounts().snapshot().keySet())
        .extracting(CacheMissCounts.Key::cause)
        .containsExactly(cause);
  }

  @Test
  void tellsInstructionsFromToolsThatNobodySent() {
    answer(MODEL, prompt(INSTRUCTIONS, PromptTiers.NONE, "One?"), WRITTEN);

    assertThat(answer(MODEL, prompt("A" + INSTRUCTIONS, PromptTiers.NONE, "One?"), WRITTEN))
        .map(CacheMiss::cause)
        .contains(Cause.INSTRUCTIONS_CHANGED);
  }

  @Test
  void tellsAnExpiredCacheFromOneThatTheProviderLost() {
    Prompt prompt = prompt(INSTRUCTIONS, TOOLS, "One?");
    answer(MODEL, prompt, WRITTEN);
    loop.advance(Duration.ofMinutes(4));

    assertThat(answer(MODEL, prompt, WRITTEN)).map(CacheMiss::cause).contains(Cause.UNEXPLAINED);

    loop.advance(Duration.ofMinutes(6));

    assertThat(answer(MODEL, prompt, WRITTEN)).map(CacheMiss::cause).contains(Cause.EXPIRED);
  }

  @Test
  void prefersTheCauseAndTheCountOfTheProvider() {
    answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "One?"), WRITTEN);
    CacheMiss named = new CacheMiss(Cause.TOOLS_CHANGED, 3_000, true);

    assertThat(answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "Q?"), WRITTEN, named)).contains(named);
  }

  @Test
  void doesNotCountTheQuestionAsAMiss() {
    answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "One?"), WRITTEN);
    CacheMiss small = new CacheMiss(Cause.MESSAGES_CHANGED, 200, true);

    assertThat(answer(MODEL, prompt(INSTRUCTIONS, TOOLS, "Q?"), READ, small)).isEmpty();
  }

  @Test
  void asksForAComparisonWithTheResponseBefore() {
    Prompt prompt = prompt(INSTRUCTIONS, TOOLS, "One?");

    assertThat(track(MODEL, prompt).request().cachePlan().comparison())
        .isEqualTo(new CacheComparison(""));

    answer(MODEL, prompt, WRITTEN);

    assertThat(track(MODEL, prompt).request().cachePlan().comparison())
        .isEqualTo(new CacheComparison("msg_1"));
  }

  @Test
  void asksForNoneOfAProviderThatRefusedItOrWithoutAConversation() {
    Prompt prompt = prompt(INSTRUCTIONS, TOOLS, "One?");
    CacheScope unknown = prompt.scope().inConversation("");

    assertThat(track(MODEL, prompt.withScope(unknown)).request().cachePlan().comparison()).isNull();

    refused.add(ModelOption.CACHE_DIAGNOSTICS);

    assertThat(track(MODEL, prompt).request().cachePlan().comparison()).isNull();
  }

  private static Prompt prompt(String instructions, PromptTiers tiers, String... texts) {
    List<PromptMessage> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(new PromptMessage(messages.size() % 2 == 0 ? Role.USER : Role.ASSISTANT, text));
    }
    return new Prompt(
            instructions,
            messages,
            messages.size(),
            new CacheScope("acme", "chat", Set.of(CacheTtl.FIVE_MINUTES), false, "conv_1"))
        .withTiers(tiers);
  }

  private CallTracker track(String model, Prompt prompt) {
    return provider.track(new ModelRequest(model, prompt, 100, null));
  }

  private Optional<CacheMiss> answer(String model, Prompt prompt, Usage usage) {
    return answer(model, prompt, usage, null);
  }

  private Optional<CacheMiss> answer(
      String model, Prompt prompt, Usage usage, @Nullable CacheMiss named) {
    CallTracker tracker = track(model, prompt);
    tracker.onCacheReport(new CacheReport("msg_1", named));
    tracker.onFirstToken();
    tracker.onUsage(usage);
    return tracker.cacheMiss();
  }

  /** Never answers: the trackers are called directly. */
  private final class SilentProvider implements ModelProvider {

    @Override
    public String name() {
      return "silent";
    }

    @Override
    public Set<ModelOption> refusedBy(String model) {
      return refused;
    }

    @Override
    public ModelCall open(ModelRequest request, ModelCallListener listener) {
      return () -> {};
    }
  }
}
