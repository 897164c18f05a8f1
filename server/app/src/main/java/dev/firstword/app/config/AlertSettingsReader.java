package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;

import dev.firstword.operations.alert.AlertReceiver;
import java.net.URI;
import java.util.Map;

/** Reads the section {@code alerts}: who is notified of missed objectives. */
final class AlertSettingsReader {

  static final SettingsSection SECTION =
      new SettingsSection(SloSettingsReader.SECTION.title(), "alerts.webhook.");

  private static final Setting<URI> URL =
      SECTION.declare(
          "url",
          SettingType.HTTP_URL,
          none(),
          "Address that is notified when alerts fire and end.");
  private static final SecretSetting SECRET =
      SECTION.declareSecret(
          "secret",
          "Signing secret; without one, webhooks are unsigned.",
          "Environment variable that holds the signing secret.");

  private final Map<String, String> environment;

  AlertSettingsReader(Map<String, String> environment) {
    this.environment = environment;
  }

  AlertSettings read(SettingsNode root) {
    return root.at("alerts.webhook").isPresent()
        ? new AlertSettings(
            new AlertReceiver(
                URL.readRequired(root), JobSettingsReader.webhookSecret(SECRET, root, environment)))
        : AlertSettings.NONE;
  }
}
