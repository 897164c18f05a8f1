package dev.firstword.app;

import dev.firstword.routing.ComplexityRules;
import dev.firstword.routing.RoutingRules;
import dev.firstword.routing.RoutingRules.Classifier;
import dev.firstword.routing.RoutingRules.Hedging;
import java.time.Duration;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the part of the settings that says how far the router goes for a first word. */
final class RoutingSettingsReader {

  private static final RoutingRules USUAL = RoutingRules.DEFAULTS;

  private RoutingSettingsReader() {}

  static RoutingRules read(SettingsNode node) {
    node.only("hedge", "complexity", "classifier", "rounds", "late_factor", "least_late");
    SettingsNode factor = node.at("late_factor");
    if (factor.number(USUAL.lateFactor()) < 1) {
      throw factor.wrong("must be 1 or more");
    }
    return new RoutingRules(
        hedging(node.at("hedge")),
        complexity(node.at("complexity")),
        classifier(node.at("classifier")),
        node.at("rounds").whole(USUAL.rounds(), 1, 5),
        factor.number(USUAL.lateFactor()),
        node.at("least_late").time(USUAL.leastLate()));
  }

  private static Hedging hedging(SettingsNode node) {
    node.only("rate", "after", "pinned");
    double rate = node.at("rate").number(Hedging.DEFAULTS.rate());
    if (rate > 0.5) {
      throw node.at("rate").wrong("must be from 0 to 0.5");
    }
    SettingsNode after = node.at("after");
    return new Hedging(
        rate, after.isPresent() ? after.time(Duration.ZERO) : null, node.at("pinned").truth(false));
  }

  private static ComplexityRules complexity(SettingsNode node) {
    node.only("simple_under", "complex_over", "greetings", "signals");
    ComplexityRules usual = ComplexityRules.DEFAULTS;
    List<String> greetings = node.at("greetings").each(RoutingSettingsReader::expression);
    List<String> signals = node.at("signals").each(RoutingSettingsReader::expression);
    ComplexityRules own =
        ComplexityRules.of(
            node.at("simple_under").whole(usual.simpleUnder(), 0, 1_000_000),
            node.at("complex_over").whole(usual.complexOver(), 1, 1_000_000),
            greetings,
            signals);
    return new ComplexityRules(
        own.simpleUnder(),
        own.complexOver(),
        node.at("greetings").isPresent() ? own.greetings() : usual.greetings(),
        node.at("signals").isPresent() ? own.signals() : usual.signals());
  }

  private static @Nullable Classifier classifier(SettingsNode node) {
    node.only("model", "budget");
    return node.isPresent()
        ? new Classifier(
            node.at("model").requiredText(), node.at("budget").time(Classifier.USUAL_BUDGET))
        : null;
  }

  private static String expression(SettingsNode node) {
    String text = node.requiredText();
    try {
      ComplexityRules.of(0, 1, List.of(text), List.of());
      return text;
    } catch (PatternSyntaxException e) {
      throw node.wrong("is not a regular expression: " + e.getDescription());
    }
  }
}
