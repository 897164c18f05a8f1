package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.routing.ComplexityRules;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.core.routing.RoutingRules.Classifier;
import dev.firstword.core.routing.RoutingRules.Hedging;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the {@code routing} section: hedging, complexity rules, classifier and retry rounds. */
final class RoutingSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Routing", "routing.");

  private static final RoutingRules DEFAULTS = RoutingRules.DEFAULTS;

  private static final SettingType<String> REGULAR_EXPRESSION =
      new SettingType<>(
          "regular expression",
          node -> {
            try {
              return Pattern.compile(node.requiredText()).pattern();
            } catch (PatternSyntaxException e) {
              throw node.invalid("is not a regular expression: " + e.getDescription());
            }
          });

  private static final Setting<Double> HEDGE_RATE =
      SECTION.declare(
          "hedge.rate",
          SettingType.number(0, 0.5),
          value(DEFAULTS.hedging().rate()),
          "Share of turns that may call a second model, over any 1,000 turns; at most 0.5.");
  private static final Setting<Duration> HEDGE_DELAY =
      SECTION.declare(
          "hedge.delay",
          SettingType.DURATION,
          described("measured"),
          "Fixed time after which to hedge, in place of the measured one.");
  private static final Setting<Boolean> HEDGE_ALLOW_PINNED =
      SECTION.declare(
          "hedge.allow_pinned",
          SettingType.BOOLEAN,
          value(false),
          "Whether other models may hedge or replace a pinned model.");
  private static final Setting<Double> OVERDUE_FACTOR =
      SECTION.declare(
          "overdue_factor",
          SettingType.number(1, Double.POSITIVE_INFINITY),
          value(DEFAULTS.overdueFactor()),
          "A replaceable model is abandoned after this multiple of its p99 time to first token.");
  private static final Setting<Duration> MIN_OVERDUE_THRESHOLD =
      SECTION.declare(
          "min_overdue_threshold",
          SettingType.DURATION,
          value(DEFAULTS.minOverdueThreshold()),
          "Minimum wait before a model counts as overdue.");
  private static final Setting<Integer> MAX_ROUNDS =
      SECTION.declare(
          "max_rounds",
          SettingType.integer(1, 5),
          value(DEFAULTS.maxRounds()),
          "How often the candidates are tried; later rounds retry only those that failed"
              + " transiently.");
  private static final Setting<Integer> SIMPLE_BELOW_WORDS =
      SECTION.declare(
          "complexity.simple_below_words",
          SettingType.integer(0, 1_000_000),
          value(DEFAULTS.complexity().simpleBelowWords()),
          "Questions with fewer words are simple.");
  private static final Setting<Integer> COMPLEX_ABOVE_WORDS =
      SECTION.declare(
          "complexity.complex_above_words",
          SettingType.integer(1, 1_000_000),
          value(DEFAULTS.complexity().complexAboveWords()),
          "Questions with more words are complex.");
  private static final Setting<List<String>> GREETINGS =
      SECTION.declare(
          "complexity.greetings",
          SettingType.list(REGULAR_EXPRESSION),
          described("English ones"),
          "Regular expressions; a short text that starts with one is simple.");
  private static final Setting<List<String>> SIGNALS =
      SECTION.declare(
          "complexity.signals",
          SettingType.list(REGULAR_EXPRESSION),
          described("English ones"),
          "Regular expressions; a text that contains one is complex.");
  private static final Setting<String> CLASSIFIER_MODEL =
      SECTION.declare(
          "classifier.model",
          SettingType.NAME,
          none(),
          "Model that classifies questions in place of the rules.");
  private static final Setting<Duration> CLASSIFIER_BUDGET =
      SECTION.declare(
          "classifier.budget",
          SettingType.DURATION,
          value(Classifier.DEFAULT_BUDGET),
          "Time for the classifier; if it is late, fails or is unclear, the rules decide.");

  private RoutingSettingsReader() {}

  static RoutingRules read(SettingsNode root) {
    return new RoutingRules(
        new Hedging(
            HEDGE_RATE.read(root), HEDGE_DELAY.readOrNull(root), HEDGE_ALLOW_PINNED.read(root)),
        complexity(root),
        classifier(root),
        MAX_ROUNDS.read(root),
        OVERDUE_FACTOR.read(root),
        MIN_OVERDUE_THRESHOLD.read(root));
  }

  private static ComplexityRules complexity(SettingsNode root) {
    ComplexityRules defaults = DEFAULTS.complexity();
    ComplexityRules configured =
        ComplexityRules.of(
            SIMPLE_BELOW_WORDS.read(root),
            COMPLEX_ABOVE_WORDS.read(root),
            GREETINGS.read(root, List.of()),
            SIGNALS.read(root, List.of()));
    return new ComplexityRules(
        configured.simpleBelowWords(),
        configured.complexAboveWords(),
        GREETINGS.isSet(root) ? configured.greetings() : defaults.greetings(),
        SIGNALS.isSet(root) ? configured.signals() : defaults.signals());
  }

  private static @Nullable Classifier classifier(SettingsNode root) {
    return root.at("routing.classifier").isPresent()
        ? new Classifier(CLASSIFIER_MODEL.readRequired(root), CLASSIFIER_BUDGET.read(root))
        : null;
  }
}
