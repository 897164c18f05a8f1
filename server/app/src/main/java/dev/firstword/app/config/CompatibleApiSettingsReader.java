package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import java.util.Map;

/** Reads the {@code compatible_apis} section: how requests of the providers' APIs are answered. */
final class CompatibleApiSettingsReader {

  static final SettingsSection SECTION =
      new SettingsSection("Provider-compatible APIs", "compatible_apis.");

  private static final int MAX_TOKENS_OF_ANY_MODEL = 1_000_000;
  private static final CompatibleApiSettings DEFAULTS = CompatibleApiSettings.DEFAULT;

  private static final Setting<Map<String, String>> ALIASES =
      SECTION.declare(
          "aliases",
          SettingType.map(SettingType.NAME),
          none(),
          "Other names for models; each stands for a configured model, or for `auto`.");
  private static final Setting<Integer> MAX_TOKENS =
      SECTION.declare(
          "max_tokens",
          SettingType.integer(1, MAX_TOKENS_OF_ANY_MODEL),
          value(DEFAULTS.maxTokens()),
          "Maximum length of an answer in tokens, if the request does not say.");
  private static final Setting<Integer> MAX_TOKENS_LIMIT =
      SECTION.declare(
          "max_tokens_limit",
          SettingType.integer(1, MAX_TOKENS_OF_ANY_MODEL),
          value(DEFAULTS.maxTokensLimit()),
          "Maximum that a request may ask for; a higher number counts as this one.");

  private CompatibleApiSettingsReader() {}

  static CompatibleApiSettings read(SettingsNode root) {
    return new CompatibleApiSettings(
        ALIASES.read(root, Map.of()), MAX_TOKENS.read(root), MAX_TOKENS_LIMIT.read(root));
  }
}
