package dev.firstword.core.prompt;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.CachePlan.CacheBreakpoint;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CachePlanTest {

  private static final String LONG = "word ".repeat(1_000); // 1,250 tokens.
  private static final PromptTiers TOOLS = new PromptTiers("look", 1, "");
  private static final int UNKNOWN = CachePlan.TOOLS - 1;
  private static final CacheRules RULES = new CacheRules(Mode.EXPLICIT, 1024);

  @Test
  void placesBreakpointsAfterTheInstructionsAndTheNewestStableMessage() {
    CachePlan plan = plan(conversation(LONG, 3), CacheTtl.ONE_HOUR);

    assertThat(plan.breakpoints())
        .containsExactly(
            new CacheBreakpoint(0, CacheTtl.ONE_HOUR),
            new CacheBreakpoint(2, CacheTtl.FIVE_MINUTES));
  }

  /** However many calls there were, the lookup of the next step meets the end of this one. */
  @Test
  void placesABreakpointAtTheEndOfTheStepBefore() {
    for (int calls = 1; calls <= 40; calls++) {
      Prompt prompt = conversation(LONG, 1).withTiers(TOOLS);
      for (int step = 0; step < 5; step++) {
        int endOfStep = lastBreakpoint(plan(prompt, CacheTtl.FIVE_MINUTES));
        assertThat(endOfStep).isEqualTo(prompt.messages().size());

        prompt = prompt.append(step(step, calls));

        Prefixes prefixes = Prefixes.of(prompt);
        assertThat(plan(prompt, CacheTtl.FIVE_MINUTES).breakpoints())
            .as("%d calls, step %d", calls, step)
            .hasSizeLessThanOrEqualTo(4)
            .anyMatch(mark ->
                mark.block() >= endOfStep
                    && prefixes.positionsBetween(endOfStep, mark.block())
                        < CachePlan.LOOKBACK_BLOCKS);
      }
    }
  }

  @Test
  void placesABreakpointWhereTheProviderIsKnownToHaveCached() {
    Prompt prompt = conversation(LONG, 1).withTiers(TOOLS);
    for (int step = 0; step < 10; step++) {
      prompt = prompt.append(step(step, 30));
    }

    assertThat(plan(prompt, CacheTtl.FIVE_MINUTES, 5).breakpoints())
        .extracting(CacheBreakpoint::block)
        .containsExactly(0, 5, 19, 21);
  }

  /** The next step of the turn repeats its excerpts, the next turn does not. */
  @Test
  void marksBothWhatTheNextStepAndWhatTheNextTurnRepeats() {
    Prompt prompt = conversation(LONG, 7).withTiers(TOOLS);

    assertThat(plan(prompt, CacheTtl.FIVE_MINUTES, 2).breakpoints())
        .extracting(CacheBreakpoint::block)
        .containsExactly(0, 6, 7);
    assertThat(plan(prompt, CacheTtl.FIVE_MINUTES, 6).breakpoints())
        .as("once it is cached")
        .extracting(CacheBreakpoint::block)
        .containsExactly(0, 7);
  }

  @Test
  void marksTheToolsWhereABreakpointIsLeft() {
    String schema = "word ".repeat(1_000);
    Prompt prompt = conversation("Be brief.", 1).withTiers(new PromptTiers(schema, 3, ""));

    assertThat(plan(prompt, CacheTtl.ONE_HOUR).breakpoints())
        .containsExactly(
            new CacheBreakpoint(CachePlan.TOOLS, CacheTtl.ONE_HOUR),
            new CacheBreakpoint(0, CacheTtl.ONE_HOUR),
            new CacheBreakpoint(1, CacheTtl.FIVE_MINUTES));
  }

  private static List<PromptMessage> step(int number, int calls) {
    List<ContentPart> called = new ArrayList<>();
    List<ContentPart> results = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      String id = "call_" + number + "_" + i;
      called.add(new ContentPart.ToolCall(id, "look", "{}"));
      results.add(new ContentPart.ToolResult(id, "Found", false));
    }
    return List.of(
        new PromptMessage(Role.ASSISTANT, called), new PromptMessage(Role.USER, results));
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

    assertThat(plan.breakpoints()).extracting(CacheBreakpoint::block).containsExactly(0, 3);
  }

  @Test
  void placesAtMostFourBreakpointsAndNoneAfterChangingBlocks() {
    for (int length = 1; length <= 200; length++) {
      int messages = length;
      for (int longInstructions = 0; longInstructions <= 3; longInstructions++) {
        Prompt prompt = conversation(LONG.repeat(longInstructions), messages);

        CachePlan plan = plan(prompt, CacheTtl.ONE_HOUR);

        assertThat(plan.breakpoints())
            .as("%d messages, %d long instructions", messages, longInstructions)
            .hasSizeLessThanOrEqualTo(4)
            .doesNotHaveDuplicates()
            .isSortedAccordingTo(Comparator.comparingInt(CacheBreakpoint::block))
            .allMatch(mark -> mark.block() < messages)
            .allMatch(mark -> mark.block() == 0 || mark.ttl() == CacheTtl.FIVE_MINUTES);
      }
    }
  }

  @Test
  void lookbackReachesTheEarlierBreakpoint() {
    property()
        .forAll(integers(1, 200), integers(1, 34))
        .checkAssert((before, since) -> {
          int kept = lastBreakpoint(plan(conversation(LONG, before), CacheTtl.FIVE_MINUTES));

          CachePlan plan = plan(conversation(LONG, before + since), CacheTtl.FIVE_MINUTES);

          assertThat(plan.breakpoints())
              .anyMatch(
                  mark -> kept <= mark.block() && kept > mark.block() - CachePlan.LOOKBACK_BLOCKS);
        });
  }

  private static int lastBreakpoint(CachePlan plan) {
    return plan.breakpoints().getLast().block();
  }

  private static CachePlan plan(Prompt prompt, CacheTtl ttl) {
    return plan(prompt, ttl, UNKNOWN);
  }

  private static CachePlan plan(Prompt prompt, CacheTtl ttl, int warm) {
    return CachePlan.of(Prefixes.of(prompt), prompt, RULES, ttl, warm);
  }

  private static Prompt conversation(String system, int messages) {
    List<PromptMessage> all = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      all.add(new PromptMessage(i % 2 == 0 ? Role.USER : Role.ASSISTANT, "Message " + i));
    }
    return new Prompt(system, all);
  }
}
