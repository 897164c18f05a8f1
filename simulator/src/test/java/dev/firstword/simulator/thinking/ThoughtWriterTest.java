package dev.firstword.simulator.thinking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.prompt.CacheablePrompt;
import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.prompt.ThinkingRequest;
import dev.firstword.simulator.thinking.ThoughtStep.Close;
import dev.firstword.simulator.thinking.ThoughtStep.Open;
import dev.firstword.simulator.thinking.ThoughtStep.Text;
import dev.firstword.simulator.thinking.ThoughtStep.TokenCount;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThoughtWriterTest {
  private static final String QUESTION = "How should we migrate our billing system?";
  private static final double MINUTE = 60_000;

  @ParameterizedTest
  @EnumSource
  void opensFirstAndClosesAfterItsTime(ThinkingDisplay display) {
    List<ThoughtStep> steps = steps(thought(display, MINUTE));

    assertThat(steps.getFirst()).isEqualTo(new Open(0));
    assertThat(steps.getLast()).isEqualTo(new Close(Duration.ofMinutes(1).toNanos()));
    assertThat(steps).extracting(ThoughtStep::afterNanos).isSorted();
  }

  @Test
  void timesHaveTheGivenPercentiles() {
    ThinkingSettings settings = new ThinkingSettings(6_000, 25_000, ThinkingDisplay.OMITTED);

    long[] nanos =
        IntStream.range(0, 20_000)
            .mapToLong(seed -> write(settings, 75, prompt(QUESTION), seed).durationNanos())
            .sorted()
            .toArray();

    assertThat(nanos[10_000] / 1e6).isCloseTo(6_000, within(150.0));
    assertThat(nanos[19_800] / 1e6).isCloseTo(25_000, within(1_500.0));
  }

  @Test
  void aSummaryComesInPartsTwoToSixSecondsApart() {
    List<Text> parts = texts(thought(ThinkingDisplay.SUMMARIZED, MINUTE));

    assertThat(parts).hasSizeBetween(10, 29);
    for (int part = 1; part < parts.size(); part++) {
      long pause = parts.get(part).afterNanos() - parts.get(part - 1).afterNanos();
      assertThat(pause / 1e9).isBetween(2.0, 6.0);
    }
  }

  @Test
  void eachPartOfASummaryBeginsWithAHeadline() {
    List<Text> parts = texts(thought(ThinkingDisplay.SUMMARIZED, MINUTE));

    assertThat(parts.getFirst().text()).startsWith("Reading the question about billing system.");
    assertThat(parts)
        .allSatisfy(part -> {
          String headline = part.text().strip().split("(?<=\\.) ", -1)[0];
          assertThat(headline).hasSizeBetween(10, 80).matches("[A-Z].*\\.");
        });
  }

  @Test
  void partsOfASummaryAreParagraphsOfItsText() {
    Thought thought = thought(ThinkingDisplay.SUMMARIZED, MINUTE);

    assertThat(thought.text().split("\n\n", -1)).hasSameSizeAs(texts(thought));
  }

  @Test
  void aShortThoughtStillHasASummary() {
    assertThat(texts(thought(ThinkingDisplay.SUMMARIZED, 20)))
        .singleElement()
        .satisfies(part -> assertThat(part.afterNanos()).isEqualTo(10_000_000));
  }

  @ParameterizedTest
  @EnumSource(names = {"SUMMARIZED", "RAW"})
  void mentionsOnceThatItIsSimulated(ThinkingDisplay display) {
    assertThat(thought(display, MINUTE).text()).containsOnlyOnce("(This thought is simulated.)");
  }

  @Test
  void countsComeEverySecondAndAHalfInFixedSteps() {
    List<TokenCount> counts = counts(thought(ThinkingDisplay.COUNTS, MINUTE));

    assertThat(counts).allSatisfy(count -> assertThat(count.increment() % 10).isZero());
    for (int count = 1; count < counts.size(); count++) {
      long pause = counts.get(count).afterNanos() - counts.get(count - 1).afterNanos();
      assertThat(pause / 1e9).isBetween(1.35, 1.65);
    }
  }

  @Test
  void countsAddUpToTheTokens() {
    Thought thought = thought(ThinkingDisplay.COUNTS, MINUTE);

    assertThat(counts(thought).stream().mapToInt(TokenCount::increment).sum())
        .isLessThanOrEqualTo(thought.tokens())
        .isCloseTo(thought.tokens(), within(150));
  }

  @Test
  void anOmittedThoughtShowsNothing() {
    Thought thought = thought(ThinkingDisplay.OMITTED, MINUTE);

    assertThat(steps(thought)).hasSize(2);
    assertThat(thought.text()).isEmpty();
    assertThat(thought.tokens()).isPositive();
  }

  @Test
  void aRawThoughtIsSentTokenByTokenUntilItsEnd() {
    Thought thought = thought(ThinkingDisplay.RAW, MINUTE);

    assertThat(texts(thought)).hasSize(thought.tokens());
    assertThat(texts(thought).getLast().afterNanos()).isEqualTo(thought.durationNanos());
    assertThat(thought.text()).contains("billing system");
  }

  @Test
  void theDisplayOfTheRequestReplacesTheModels() {
    Thought thought =
        write(
            settings(ThinkingDisplay.RAW, MINUTE),
            75,
            prompt(
                Integer.MAX_VALUE,
                new ThinkingRequest(
                    ThinkingRequest.Mode.ON,
                    Optional.of(ThinkingDisplay.OMITTED),
                    Integer.MAX_VALUE)),
            1);

    assertThat(thought.text()).isEmpty();
  }

  /** Seconds of thinking at a model's rate, up to what real models reach. */
  @ParameterizedTest
  @CsvSource({"60000, 75, 4500", "60000, 5000, 6000", "10, 75, 1", "0, 75, 1"})
  void tokensFollowFromTimeAndRate(double millis, double tokensPerSecond, int tokens) {
    Thought thought =
        write(settings(ThinkingDisplay.OMITTED, millis), tokensPerSecond, prompt(QUESTION), 1);

    assertThat(thought.tokens()).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"500, 2000, 500", "4000, 2000, 2000"})
  void tokensDoNotExceedTheRequestsLimits(int maxTokens, int budgetTokens, int tokens) {
    PromptRequest prompt =
        prompt(
            maxTokens,
            new ThinkingRequest(ThinkingRequest.Mode.ON, Optional.empty(), budgetTokens));

    Thought thought = write(settings(ThinkingDisplay.RAW, MINUTE), 75, prompt, 1);

    assertThat(thought.tokens()).isEqualTo(tokens);
    assertThat(thought.durationNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
  }

  @Test
  void theSignatureIsBase64AndDiffersBetweenThoughts() {
    ThinkingSettings settings = settings(ThinkingDisplay.OMITTED, MINUTE);

    String first = write(settings, 75, prompt(QUESTION), 1).signature();
    String second = write(settings, 75, prompt(QUESTION), 2).signature();

    assertThat(Base64.getDecoder().decode(first)).hasSizeGreaterThan(100);
    assertThat(second).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameThought(ThinkingDisplay display) {
    assertThat(thought(display, MINUTE)).isEqualTo(thought(display, MINUTE));
  }

  private static Thought thought(ThinkingDisplay display, double millis) {
    return write(settings(display, millis), 75, prompt(QUESTION), 1);
  }

  private static Thought write(
      ThinkingSettings settings, double tokensPerSecond, PromptRequest prompt, long seed) {
    return new ThoughtWriter(
            settings, new InterTokenLatency(tokensPerSecond), new SplittableRandom(seed))
        .write(prompt);
  }

  private static ThinkingSettings settings(ThinkingDisplay display, double millis) {
    return new ThinkingSettings(millis, millis, display);
  }

  private static PromptRequest prompt(String question) {
    return prompt(question, Integer.MAX_VALUE, ThinkingRequest.MODEL_DEFAULT);
  }

  private static PromptRequest prompt(int maxTokens, ThinkingRequest thinking) {
    return prompt(QUESTION, maxTokens, thinking);
  }

  private static PromptRequest prompt(String question, int maxTokens, ThinkingRequest thinking) {
    return new PromptRequest(
        "opus",
        true,
        maxTokens,
        thinking,
        List.of(),
        "",
        List.of(new ChatMessage(ChatMessage.Role.USER, question)),
        new CacheablePrompt.Automatic(List.of()));
  }

  private static List<ThoughtStep> steps(Thought thought) {
    return StreamSupport.stream(thought.steps().spliterator(), false).toList();
  }

  private static List<Text> texts(Thought thought) {
    return steps(thought).stream().filter(Text.class::isInstance).map(Text.class::cast).toList();
  }

  private static List<TokenCount> counts(Thought thought) {
    return steps(thought).stream()
        .filter(TokenCount.class::isInstance)
        .map(TokenCount.class::cast)
        .toList();
  }
}
