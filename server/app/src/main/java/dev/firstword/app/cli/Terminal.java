package dev.firstword.app.cli;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Prints a turn to a terminal. The answer goes to standard output so that it can be piped; status
 * lines go to standard error, dimmed on an interactive terminal. Control characters are replaced:
 * what a model writes must not move the cursor or change the screen.
 */
final class Terminal {

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

  private final PrintStream out;
  private final PrintStream err;
  private final boolean dim;
  private boolean midLine;

  /** The status line to which something may be added; empty for none. */
  private String openLine = "";

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

  /** Prints a piece of the answer and flushes it. */
  void printAnswer(String text) {
    endOpenLine();
    out.print(withoutControls(text));
    out.flush();
    midLine = !text.endsWith("\n");
  }

  /** Prints a status line to standard error. */
  void printStatus(String line) {
    endOpenLine();
    endAnswerLine();
    err.println(styled(line));
  }

  /** Prints a status line that {@link #closeStatus} may complete. */
  void openStatus(String line) {
    if (line.equals(openLine)) {
      return;
    }
    endOpenLine();
    endAnswerLine();
    err.print(styled(line));
    err.flush();
    openLine = line;
  }

  /** Completes a status line, which is repeated if others were printed since. */
  void closeStatus(String line, String end) {
    if (line.equals(openLine)) {
      openLine = "";
      err.println(styled(end));
    } else {
      printStatus(line + end);
    }
  }

  private void endOpenLine() {
    if (!openLine.isEmpty()) {
      openLine = "";
      err.println();
    }
  }

  private void endAnswerLine() {
    if (midLine) {
      out.println();
      out.flush();
      midLine = false;
    }
  }

  private String styled(String text) {
    String plain = withoutControls(text);
    return dim ? "\u001b[2m" + plain + "\u001b[0m" : plain;
  }

  private static String withoutControls(String text) {
    boolean isPlain =
        text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
    return isPlain ? text : CONTROLS.matcher(text).replaceAll("\ufffd");
  }
}
