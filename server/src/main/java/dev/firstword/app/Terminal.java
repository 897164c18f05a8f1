package dev.firstword.app;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A person's terminal: the answer on standard output, everything else aside on standard error, dim
 * where that is a screen, so that the answer can be piped.
 */
final class Terminal {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean dim;
  private boolean inLine;

  Terminal(PrintStream out, PrintStream err, boolean dim) {
    this.out = out;
    this.err = err;
    this.dim = dim;
  }

  static Terminal ofProcess() {
    boolean screen = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new Terminal(
        new PrintStream(System.out, false, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        screen && System.getenv("NO_COLOR") == null);
  }

  /** A piece of the answer, shown at once. */
  void text(String text) {
    out.print(text);
    out.flush();
    inLine = !text.endsWith("\n");
  }

  /** A line beside the answer. */
  void aside(String line) {
    if (inLine) {
      out.println();
      out.flush();
      inLine = false;
    }
    err.println(dim ? "\u001b[2m" + line + "\u001b[0m" : line);
  }
}
