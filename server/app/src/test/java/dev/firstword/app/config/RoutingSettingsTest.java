package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.RoutingRules;
import dev.firstword.core.routing.RoutingRules.Classifier;
import dev.firstword.core.routing.RoutingRules.Hedging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutingSettingsTest {

  @TempDir private Path folder;

  @Test
  void usesDefaultsWhenUnset() throws IOException {
    RoutingRules rules = read("host: 127.0.0.1");

    assertThat(rules).isEqualTo(RoutingRules.DEFAULTS);
    assertThat(rules.hedging()).isEqualTo(new Hedging(0.05, null, false));
    assertThat(rules.classifier()).isNull();
    assertThat(rules.maxRounds()).isEqualTo(4);
    assertThat(rules.overdueFactor()).isEqualTo(3);
    assertThat(rules.minOverdueThreshold()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void readsEverySetting() throws IOException {
    RoutingRules rules =
        read(
            """
            routing:
              hedge: {rate: 0.1, delay: 900ms, allow_pinned: true}
              max_rounds: 1
              overdue_factor: 4
              classifier: {model: claude-haiku-4-5-20251001, budget: 200ms}
              min_overdue_threshold: 1s
              complexity:
                simple_below_words: 3
                complex_above_words: 20
                greetings: [moin]
                signals: ['vergleich\\w*']
            """);

    assertThat(rules.hedging()).isEqualTo(new Hedging(0.1, Duration.ofMillis(900), true));
    assertThat(rules.classifier())
        .isEqualTo(new Classifier("claude-haiku-4-5-20251001", Duration.ofMillis(200)));
    assertThat(rules.maxRounds()).isEqualTo(1);
    assertThat(rules.overdueFactor()).isEqualTo(4);
    assertThat(rules.minOverdueThreshold()).isEqualTo(Duration.ofSeconds(1));
    assertThat(rules.complexity().of("Vergleiche beide")).isEqualTo(Complexity.COMPLEX);
    assertThat(rules.complexity().of("Moin, wie geht es?")).isEqualTo(Complexity.SIMPLE);
  }

  @Test
  void customSignalsKeepDefaultGreetings() throws IOException {
    RoutingRules rules = read("routing: {complexity: {signals: [haiku]}}");

    assertThat(rules.complexity().of("hello there")).isEqualTo(Complexity.SIMPLE);
    assertThat(rules.complexity().of("a haiku please")).isEqualTo(Complexity.COMPLEX);
    assertThat(rules.complexity().of("compare them")).isEqualTo(Complexity.SIMPLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "routing: {hedge: {rate: 0.6}}                | routing.hedge.rate must be from 0 to 0.5",
        "routing: {hedge: {often: 1}}                 | routing.hedge.often is not known",
        "routing: {classifier: {budget: 1s}}          | routing.classifier.model is missing",
        "routing: {max_rounds: 0}                         | routing.max_rounds must be a whole number",
        "routing: {overdue_factor: 0.5}                  | routing.overdue_factor must be a number, 1 or more",
        "'routing: {complexity: {signals: [\"(a\"]}}' | routing.complexity.signals[0] is not a",
      })
  void reportsInvalidSettingWithItsPath(String yaml, String complaint) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(complaint);
  }

  private RoutingRules read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("firstword.yml"), yaml);
    return new SettingsReader(Map.of()).read(file).routing();
  }
}
