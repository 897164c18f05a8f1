package dev.firstword.app;

import dev.firstword.core.routing.ComplexityRules;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.core.routing.RoutingRules.Classifier;
import dev.firstword.core.routing.RoutingRules.Hedging;
import java.time.Duration;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the {@code routing} section: hedging, complexity rules, classifier and retry rounds. */
final class RoutingSettingsReader {

  private static final RoutingRules DEFAULTS = RoutingRules.DEFAULTS;

  private RoutingSettingsReader() {}

  static RoutingRules read(SettingsNode node) {
    node.allowKeys(
        "hedge",
        "complexity",
        "classifier",
        "max_rounds",
        "overdue_factor",
        "min_overdue_threshold");
    SettingsNode factor = node.at("overdue_factor");
    if (factor.number(DEFAULTS.overdueFactor()) < 1) {
      throw factor.invalid("must be 1 or more");
    }
    return new RoutingRules(
        hedging(node.at("hedge")),
        complexity(node.at("complexity")),
        classifier(node.at("classifier")),
        node.at("max_rounds").integer(DEFAULTS.maxRounds(), 1, 5),
        factor.number(DEFAULTS.overdueFactor()),
        node.at("min_overdue_threshold").duration(DEFAULTS.minOverdueThreshold()));
  }

  private static Hedging hedging(SettingsNode node) {
    node.allowKeys("rate", "delay", "allow_pinned");
    double rate = node.at("rate").number(Hedging.DEFAULTS.rate());
    if (rate > 0.5) {
      throw node.at("rate").invalid("must be from 0 to 0.5");
    }
    SettingsNode after = node.at("delay");
    return new Hedging(
        rate,
        after.isPresent() ? after.duration(Duration.ZERO) : null,
        node.at("allow_pinned").bool(false));
  }

  private static ComplexityRules complexity(SettingsNode node) {
    node.allowKeys("simple_below_words", "complex_above_words", "greetings", "signals");
    ComplexityRules defaults = ComplexityRules.DEFAULTS;
    List<String> greetings = node.at("greetings").list(RoutingSettingsReader::regularExpression);
    List<String> signals = node.at("signals").list(RoutingSettingsReader::regularExpression);
    ComplexityRules configured =
        ComplexityRules.of(
            node.at("simple_below_words").integer(defaults.simpleBelowWords(), 0, 1_000_000),
            node.at("complex_above_words").integer(defaults.complexAboveWords(), 1, 1_000_000),
            greetings,
            signals);
    return new ComplexityRules(
        configured.simpleBelowWords(),
        configured.complexAboveWords(),
        node.at("greetings").isPresent() ? configured.greetings() : defaults.greetings(),
        node.at("signals").isPresent() ? configured.signals() : defaults.signals());
  }

  private static @Nullable Classifier classifier(SettingsNode node) {
    node.allowKeys("model", "budget");
    return node.isPresent()
        ? new Classifier(
            node.at("model").requiredText(), node.at("budget").duration(Classifier.DEFAULT_BUDGET))
        : null;
  }

  private static String regularExpression(SettingsNode node) {
    String text = node.requiredText();
    try {
      ComplexityRules.of(0, 1, List.of(text), List.of());
      return text;
    } catch (PatternSyntaxException e) {
      throw node.invalid("is not a regular expression: " + e.getDescription());
    }
  }
}
