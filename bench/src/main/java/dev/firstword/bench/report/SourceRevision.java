package dev.firstword.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The source revision that was measured. */
final class SourceRevision {

  private SourceRevision() {}

  /** Returns the commit's short id, with {@code +changes} if the working tree differs from it. */
  static String of(Path root) {
    String id = git(root, "rev-parse", "--short", "HEAD");
    if (id.isEmpty()) {
      return "unknown";
    }
    String changes = git(root, "status", "--porcelain", "--", ".", ":(exclude)bench/results");
    return changes.isEmpty() ? id : id + "+changes";
  }

  private static String git(Path root, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(root.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("git could not be run", e);
    }
  }
}
