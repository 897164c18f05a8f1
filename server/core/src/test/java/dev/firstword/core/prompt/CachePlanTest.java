package dev.firstword.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class CachePlanTest {

  private static final String LONG = "word ".repeat(1_000); // 1,250 tokens.
  private static final CacheRules RULES = new CacheRules(Mode.EXPLICIT, 1024);

  @Test
  void placesBreakpointsAfterTheInstructionsAndTheNewestStableMessage() {
    CachePlan plan = plan(conversation(LONG, 3), CacheTtl.ONE_HOUR);

    assertThat(plan.breakpoints())
        .containsExactly(
            new CacheBreakpoint(0, CacheTtl.ONE_HOUR),
            new CacheBreakpoint(2, CacheTtl.FIVE_MINUTES));
  }

  @Test
  void placesNoBreakpointBelowTheMinimum() {
    assertThat(plan(conversation("Be brief.", 3), CacheTtl.FIVE_MINUTES).breakpoints()).isEmpty();
  }

  @Test
  void resolvesTheMinimumByModelName() {
    assertThat(CacheRules.of(Mode.EXPLICIT, "claude-opus-4-6").minCacheableTokens())
        .isEqualTo(4096);
    assertThat(CacheRules.of(Mode.EXPLICIT, "claude-haiku-4-5-20251001").minCacheableTokens())
        .isEqualTo(4096);
    assertThat(CacheRules.of(Mode.EXPLICIT, "claude-sonnet-4-6").minCacheableTokens())
        .isEqualTo(1024);
    assertThat(CacheRules.of(Mode.EXPLICIT, "claude-opus-4-7").minCacheableTokens())
        .isEqualTo(2048);
    assertThat(CacheRules.of(Mode.EXPLICIT, "claude-opus-5").minCacheableTokens()).isEqualTo(512);
  }

  @Test
  void placesNoBreakpointAfterAContinuedAnswer() {
    PromptBuilder builder = new PromptBuilder(LONG, "Go on?", 1_000);
    builder.addOlder(Role.ASSISTANT, "Yes.");
    builder.addOlder(Role.USER, "Are you there?");
    builder.continueFrom("It begins");

    CachePlan plan = plan(builder.build(), CacheTtl.FIVE_MINUTES);

    assertThat(plan.breakpoints()).extracting(CacheBreakpoint::block).containsExactly(0, 2);
  }

  @Property
  void placesAtMostFourBreakpointsAndNoneAfterChangingBlocks(
      @ForAll @IntRange(min = 1, max = 200) int messages,
      @ForAll @IntRange(max = 3) int longInstructions) {
    Prompt prompt = conversation(LONG.repeat(longInstructions), messages);

    CachePlan plan = plan(prompt, CacheTtl.ONE_HOUR);

    assertThat(plan.breakpoints()).hasSizeLessThanOrEqualTo(4).doesNotHaveDuplicates();
    assertThat(plan.breakpoints()).extracting(CacheBreakpoint::block).isSorted();
    assertThat(plan.breakpoints()).allMatch(mark -> mark.block() < messages);
    assertThat(plan.breakpoints())
        .allMatch(mark -> mark.block() == 0 || mark.ttl() == CacheTtl.FIVE_MINUTES);
  }

  @Property
  void lookbackReachesTheEarlierBreakpoint(
      @ForAll @IntRange(min = 1, max = 200) int before,
      @ForAll @IntRange(min = 1, max = 34) int since) {
    int kept = lastBreakpoint(plan(conversation(LONG, before), CacheTtl.FIVE_MINUTES));

    CachePlan plan = plan(conversation(LONG, before + since), CacheTtl.FIVE_MINUTES);

    assertThat(plan.breakpoints())
        .anyMatch(mark -> kept <= mark.block() && kept > mark.block() - CachePlan.LOOKBACK_BLOCKS);
  }

  private static int lastBreakpoint(CachePlan plan) {
    return plan.breakpoints().getLast().block();
  }

  private static CachePlan plan(Prompt prompt, CacheTtl ttl) {
    return CachePlan.of(Prefixes.of(prompt), prompt.stableMessages(), RULES, ttl);
  }

  private static Prompt conversation(String system, int messages) {
    List<PromptMessage> all = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      all.add(new PromptMessage(i % 2 == 0 ? Role.USER : Role.ASSISTANT, "Message " + i));
    }
    return new Prompt(system, all);
  }
}
