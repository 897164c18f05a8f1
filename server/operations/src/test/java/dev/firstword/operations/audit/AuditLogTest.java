package dev.firstword.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class AuditLogTest {

  private static final Instant TIME = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path folder;

  @Test
  void writesAnActAsOneLine() throws IOException {
    AuditLog audit = AuditLog.in(folder.resolve("data"), 1_000_000);

    audit.record(
        new AuditEntry(
            TIME,
            "key_created",
            "operator acme/\nops",
            "7c2a",
            "10.0.0.1",
            Map.of("tenant", "acme", "role", "user"),
            "done"));

    assertThat(Files.readString(folder.resolve("data/audit.jsonl")))
        .isEqualTo(
            "{\"time\":\"2026-11-30T12:00:00Z\",\"act\":\"key_created\","
                + "\"actor\":\"operator acme/\\nops\",\"key_id\":\"7c2a\",\"origin\":\"10.0.0.1\","
                + "\"role\":\"user\",\"tenant\":\"acme\",\"outcome\":\"done\"}\n");
  }

  @Test
  void appendsToWhatIsThere() throws IOException {
    AuditLog.in(folder, 1_000_000).record(act("first"));
    AuditLog.in(folder, 1_000_000).record(act("second"));

    assertThat(AuditLog.in(folder, 1_000_000).lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("first"),
            line -> assertThat(line).contains("second"));
  }

  @Test
  void keepsTheNewestActsWithinItsSpace() throws IOException {
    AuditLog audit = AuditLog.in(folder, 10_000);

    for (int i = 0; i < 500; i++) {
      audit.record(act("act_" + i));
    }

    List<String> lines = audit.lines();
    assertThat(totalBytes()).isBetween(5_000L, 10_000L);
    assertThat(lines.getLast()).contains("act_499\"");
    assertThat(lines)
        .extracting(line -> line.replaceAll(".*act_(\\d+).*", "$1"))
        .containsExactlyElementsOf(
            IntStream.range(500 - lines.size(), 500).mapToObj(Integer::toString).toList());
  }

  @Test
  void losesNothingThatManyRecordAtTheSameTime() throws IOException {
    AuditLog one = AuditLog.in(folder, 10_000_000);
    AuditLog other = AuditLog.in(folder, 10_000_000);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        String act = "act_" + i;
        AuditLog audit = i % 2 == 0 ? one : other;
        threads.execute(() -> audit.record(act(act)));
      }
    }

    assertThat(one.lines())
        .hasSize(100)
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
  }

  @Test
  void doesNotPreventAnActWhenItCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    AuditLog.in(file, 1_000_000).record(act("first"));

    assertThat(file).hasContent("");
  }

  @Test
  void knowsAUserOnlyByADigest() {
    assertThat(AuditLog.digestOf("acme", "ada"))
        .matches("[0-9a-f]{16}")
        .isEqualTo(AuditLog.digestOf("acme", "ada"))
        .isNotEqualTo(AuditLog.digestOf("globex", "ada"))
        .isNotEqualTo(AuditLog.digestOf("acme", "bob"));
  }

  private static AuditEntry act(String act) {
    return new AuditEntry(TIME, act, "root", null, "command line", Map.of(), AuditEntry.DONE);
  }

  private long totalBytes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
