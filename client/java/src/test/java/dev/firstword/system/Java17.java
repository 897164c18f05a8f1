package dev.firstword.system;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds a JDK 17: that of {@code JAVA17_HOME}, or one in a usual folder. */
final class Java17 {

  private Java17() {}

  /** Returns the launcher of a JDK 17. */
  static Optional<Path> find() throws IOException {
    List<Path> homes = new ArrayList<>();
    Optional.ofNullable(System.getenv("JAVA17_HOME")).map(Path::of).ifPresent(homes::add);
    for (String parent : List.of("/usr/lib/jvm", "/opt", "/Library/Java/JavaVirtualMachines")) {
      if (Files.isDirectory(Path.of(parent))) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(parent), "*17*")) {
          for (Path home : found) {
            homes.add(home);
            homes.add(home.resolve("Contents/Home"));
          }
        }
      }
    }
    return homes.stream()
        .filter(home -> Files.isExecutable(home.resolve("bin/javac")))
        .map(home -> home.resolve("bin/java"))
        .findFirst();
  }
}
