package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.routing.CallFeatures;
import dev.firstword.core.routing.CallFeatures.Feature;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  private static final Setting<Integer> MAX_REQUEST_BYTES =
      SECTION.declare(
          "max_request_bytes",
          SettingType.integer(1024, 64 * 1024 * 1024),
          value(DEFAULTS.maxRequestBytes()),
          "Maximum size of a request in bytes, with its images and files.");
  private static final Map<String, Setting<List<Feature>>> FEATURES = features();

  private CompatibleApiSettingsReader() {}

  private static Map<String, Setting<List<Feature>>> features() {
    Map<String, Setting<List<Feature>>> settings = new LinkedHashMap<>();
    for (String api : List.of("messages", "chat_completions", "responses")) {
      settings.put(
          api,
          SECTION.declare(
              api + ".features",
              SettingType.list(SettingType.choice(Feature.class)),
              described("all but `keep_warm`"),
              "What calls of this API use: `routing`, `hedge`, `fallback`, `cache`, `keep_warm`."));
    }
    return settings;
  }

  static CompatibleApiSettings read(SettingsNode root) {
    return new CompatibleApiSettings(
        ALIASES.read(root, Map.of()),
        MAX_TOKENS.read(root),
        MAX_TOKENS_LIMIT.read(root),
        MAX_REQUEST_BYTES.read(root),
        readFeatures(root));
  }

  private static Map<String, CallFeatures> readFeatures(SettingsNode root) {
    Map<String, CallFeatures> features = new HashMap<>();
    FEATURES.forEach((api, setting) ->
        features.put(
            api,
            new CallFeatures(
                Set.copyOf(setting.read(root, List.copyOf(CallFeatures.DEFAULT.enabled()))))));
    return features;
  }
}
