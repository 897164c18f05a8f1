package dev.firstword.app.check;

import dev.firstword.app.config.ModelReferences;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Whether settings fit each other. */
final class SettingsCheck {

  private static final String SUBJECT = "Settings";

  private SettingsCheck() {}

  static List<Finding> run(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    try {
      ModelReferences.requireKnown(settings);
      ModelReferences.requireServed(settings);
      findings.add(
          Finding.ok(
              SUBJECT,
              "Valid: %s, %s, %s."
                  .formatted(
                      counted(settings.providers().size(), "provider"),
                      counted(settings.models().size(), "model"),
                      counted(settings.profiles().size(), "profile"))));
    } catch (SettingsException e) {
      findings.add(
          Finding.fails(SUBJECT, e.getMessage() + ".", "Correct the name, or add a model."));
    }
    if (settings.providers().isEmpty()) {
      findings.add(
          Finding.warning(
              "Providers",
              "None is configured, so the simulator answers.",
              "Add a provider, or set ANTHROPIC_API_KEY."));
    }
    if (!Files.exists(settings.webRoot().resolve("index.html"))) {
      findings.add(
          Finding.warning(
              "Console",
              "There is no " + settings.webRoot().resolve("index.html") + "; the API works.",
              "Build the pages, or set web_root."));
    }
    return findings;
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
