package dev.firstword.simulator.answer;

import dev.firstword.simulator.prompt.Attachments;
import dev.firstword.simulator.prompt.ToolResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The sentences of an answer that say what the model was given besides text. They show a client
 * that its images, files and tool results have arrived.
 */
final class Observations {
  private static final int MAX_QUOTED_CHARS = 80;

  private Observations() {}

  /** Returns the sentences; empty if there was text only. */
  static String describe(Attachments attachments, List<ToolResult> results) {
    List<String> sentences = new ArrayList<>();
    if (attachments.images() + attachments.files() > 0) {
      sentences.add(
          "I see "
              + counted(attachments.images(), "image")
              + " and "
              + counted(attachments.files(), "file")
              + ".");
    }
    for (ToolResult result : results) {
      sentences.add(
          "The tool "
              + result.toolName()
              + (result.isError() ? " failed: \"" : " returned: \"")
              + quoted(result.text())
              + "\".");
    }
    return String.join(" ", sentences);
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String quoted(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.length() <= MAX_QUOTED_CHARS) {
      return line;
    }
    boolean splitsPair = Character.isHighSurrogate(line.charAt(MAX_QUOTED_CHARS - 1));
    return line.substring(0, MAX_QUOTED_CHARS - (splitsPair ? 1 : 0)) + "…";
  }
}
