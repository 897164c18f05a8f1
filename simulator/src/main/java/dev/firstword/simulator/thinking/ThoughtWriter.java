package dev.firstword.simulator.thinking;

import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.answer.ThoughtComposer;
import dev.firstword.simulator.latency.InterTokenLatency;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ThinkingDisplay;
import dev.firstword.simulator.prompt.ThoughtBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Generates thoughts. The same settings, prompt and random seed give the same thought.
 *
 * <p>A thought always takes its sampled time. A limit on its tokens makes it slower, not shorter.
 */
public final class ThoughtWriter {
  /** The pauses before the parts of a summary. */
  private static final double MIN_PART_PAUSE_SECONDS = 2;

  private static final double MAX_PART_PAUSE_SECONDS = 6;

  private static final String NOTE = "I look up what the question needs.";

  private static final double COUNT_INTERVAL_SECONDS = 1.5;

  /** Estimates are multiples of this. */
  private static final int COUNT_STEP = 10;

  /**
   * A model simulated at thousands of tokens per second would use up the request's limit with a
   * thought of a few seconds. Real models write about this fast.
   */
  private static final double MAX_TOKENS_PER_SECOND = 100;

  private final ThinkingSettings settings;
  private final InterTokenLatency pace;
  private final RandomGenerator random;

  public ThoughtWriter(ThinkingSettings settings, InterTokenLatency pace, RandomGenerator random) {
    this.settings = settings;
    this.pace = pace;
    this.random = random;
  }

  /** Generates the thought before the prompt's answer, of at most the prompt's token limits. */
  public Thought write(PromptRequest prompt) {
    long durationNanos = settings.sampleNanos(random);
    byte[] id = ThoughtSignature.newId(random, prompt.binding());
    int tokens = tokens(durationNanos, prompt);
    ThinkingDisplay display = prompt.thinking().display().orElse(settings.display());
    List<ThoughtStep> steps = new ArrayList<>();
    steps.add(new ThoughtStep.Open(0));
    switch (display) {
      case SUMMARIZED -> addSummary(steps, durationNanos, composer(prompt));
      case RAW -> addTokens(steps, durationNanos, composer(prompt).text(tokens));
      case COUNTS -> addCounts(steps, durationNanos, tokens);
      case OMITTED, REDACTED, UPDATES -> {}
    }
    steps.add(new ThoughtStep.Close(durationNanos));
    String signature = ThoughtSignature.sign(id, Thought.text(steps));
    return new Thought(
        tokens,
        durationNanos,
        display,
        signature,
        ThoughtSignature.sign(id, ThoughtSignature.ENCRYPTED),
        steps,
        display == ThinkingDisplay.UPDATES
            ? Optional.of(note(prompt.binding().after(signature)))
            : Optional.empty());
  }

  private Thought.Note note(ThoughtBinding binding) {
    return new Thought.Note(
        NOTE, ThoughtSignature.sign(ThoughtSignature.newId(random, binding), NOTE));
  }

  private int tokens(long durationNanos, PromptRequest prompt) {
    double perSecond = Math.min(pace.tokensPerSecond(), MAX_TOKENS_PER_SECOND);
    int limit = Math.min(prompt.maxTokens(), prompt.thinking().budgetTokens());
    return Math.clamp(Math.round(durationNanos / 1e9 * perSecond), 1, limit);
  }

  private ThoughtComposer composer(PromptRequest prompt) {
    return new ThoughtComposer(prompt.messages(), random);
  }

  /** A thought too short for a part after a pause has one halfway. */
  private void addSummary(List<ThoughtStep> steps, long durationNanos, ThoughtComposer composer) {
    long at = partPauseNanos();
    if (at >= durationNanos) {
      at = durationNanos / 2;
    }
    String separator = "";
    do {
      steps.add(new ThoughtStep.Text(at, separator + composer.paragraph()));
      separator = "\n\n";
      at += partPauseNanos();
    } while (at < durationNanos);
  }

  private long partPauseNanos() {
    double spread = MAX_PART_PAUSE_SECONDS - MIN_PART_PAUSE_SECONDS;
    return Math.round((MIN_PART_PAUSE_SECONDS + spread * random.nextDouble()) * 1e9);
  }

  private void addCounts(List<ThoughtStep> steps, long durationNanos, int tokens) {
    int counted = 0;
    for (long at = countPauseNanos(); at < durationNanos; at += countPauseNanos()) {
      int generated = (int) (tokens * (double) at / durationNanos);
      int increment = (generated - counted) / COUNT_STEP * COUNT_STEP;
      if (increment > 0) {
        steps.add(new ThoughtStep.TokenCount(at, increment));
        counted += increment;
      }
    }
  }

  private long countPauseNanos() {
    return Math.round(COUNT_INTERVAL_SECONDS * (0.9 + 0.2 * random.nextDouble()) * 1e9);
  }

  /** Scales random gaps so that the last token is sent when the thought ends. */
  private void addTokens(List<ThoughtStep> steps, long durationNanos, Answer text) {
    double[] times = new double[text.tokenCount()];
    double time = 0;
    for (int token = 0; token < times.length; token++) {
      time += pace.sampleMillis(random);
      times[token] = time;
    }
    for (int token = 0; token < times.length; token++) {
      long at = Math.round(durationNanos * (times[token] / time));
      steps.add(new ThoughtStep.Text(at, text.token(token)));
    }
  }
}
