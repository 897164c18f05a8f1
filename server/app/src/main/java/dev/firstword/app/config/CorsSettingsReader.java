package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the {@code cors} section: which pages of other origins may use the API. */
final class CorsSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("CORS", "cors.");

  private static final CorsSettings DEFAULTS = CorsSettings.NONE;
  private static final Duration MAX_AGE_LIMIT = Duration.ofDays(1);
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  private static final SettingType<String> ORIGIN_NAME =
      new SettingType<>(
          "origin",
          node -> {
            String origin = node.requiredText().toLowerCase(Locale.ROOT);
            if (!origin.equals(CorsSettings.ANY) && !ORIGIN.matcher(origin).matches()) {
              throw node.invalid(
                  "must be an origin without a path, such as https://chat.example.com");
            }
            return origin;
          });

  private static final Setting<List<String>> ALLOWED_ORIGINS =
      SECTION.declare(
          "allowed_origins",
          SettingType.list(ORIGIN_NAME),
          none(),
          "Origins of pages that may use the API from a browser; `*` for all.");
  private static final Setting<Boolean> ALLOW_CREDENTIALS =
      SECTION.declare(
          "allow_credentials",
          SettingType.BOOLEAN,
          value(DEFAULTS.allowsCredentials()),
          "Whether these pages may send cookies and certificates; not with `*`.");
  private static final Setting<Duration> MAX_AGE =
      SECTION.declare(
          "max_age",
          SettingType.duration(Duration.ZERO, MAX_AGE_LIMIT),
          value(DEFAULTS.maxAge()),
          "How long browsers may remember what they were allowed.");

  private CorsSettingsReader() {}

  static CorsSettings read(SettingsNode root) {
    CorsSettings settings =
        new CorsSettings(
            Set.copyOf(ALLOWED_ORIGINS.read(root, List.of())),
            ALLOW_CREDENTIALS.read(root),
            MAX_AGE.read(root));
    if (settings.allowsAnyOrigin() && settings.allowedOrigins().size() > 1) {
      throw root.at("cors.allowed_origins").invalid("must be \"*\" alone, or a list of origins");
    }
    if (settings.allowsAnyOrigin() && settings.allowsCredentials()) {
      throw root.at("cors.allow_credentials").invalid("needs exact origins instead of \"*\"");
    }
    return settings;
  }
}
