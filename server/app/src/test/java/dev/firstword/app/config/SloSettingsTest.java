package dev.firstword.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.operations.record.Measure;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slo.Scope;
import dev.firstword.operations.slo.Slos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SloSettingsTest {

  @TempDir Path folder;

  @Test
  void usesDefaultsWhenUnset() throws IOException {
    assertThat(read("port: 0"))
        .isEqualTo(
            new Slos(
                List.of(
                    new Slo("ttft", new Scope.All(), Measure.TTFT, 0.95, 3_000),
                    new Slo("total", new Scope.All(), Measure.TOTAL, 0.99, 30_000))));
  }

  @Test
  void readsConfiguredSlos() throws IOException {
    Slos slos =
        read(
            """
            slos:
              - {name: ttft, measure: ttft_ms, target: 0.9, limit: 2s}
              - {name: ttft, measure: ttft_ms, target: 0.95, limit: 1s, tenant: acme}
              - {name: silence, measure: seen_silence_ms, target: 0.9, limit: 4s, profile: chat}
            """);

    assertThat(slos.all())
        .containsExactly(
            new Slo("ttft", new Scope.All(), Measure.TTFT, 0.9, 2_000),
            new Slo("ttft", new Scope.OfTenant("acme"), Measure.TTFT, 0.95, 1_000),
            new Slo("silence", new Scope.OfProfile("chat"), Measure.SEEN_SILENCE, 0.9, 4_000));
  }

  @Test
  void rejectsInvalidSlos() {
    assertRejected("{name: a, measure: mean_ms, target: 0.9, limit: 1s}", "measure");
    assertRejected("{name: a, measure: ttft_ms, target: 1, limit: 1s}", "target");
    assertRejected("{name: a, measure: ttft_ms, target: 0.9}", "limit");
    assertRejected(
        "{name: a, measure: ttft_ms, target: 0.9, limit: 1s, tenant: t, profile: p}", "both");
    assertRejected(
        "{name: a, measure: ttft_ms, target: 0.9, limit: 1s}\n"
            + "  - {name: a, measure: total_ms, target: 0.9, limit: 1s}",
        "two objectives");
  }

  private void assertRejected(String slo, String says) {
    assertThatThrownBy(() -> read("slos:\n  - " + slo))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(says);
  }

  private Slos read(String yaml) throws IOException {
    Path file = folder.resolve("firstword.yml");
    Files.writeString(file, yaml);
    return new SettingsReader(Map.of()).read(file).slos();
  }
}
