package dev.firstword.app.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All settings, in the order of the reference. */
public final class SettingsCatalog {

  private SettingsCatalog() {}

  static List<SettingsSection> sections() {
    return List.of(
        SettingsReader.SECTION,
        HttpSettingsReader.SECTION,
        CorsSettingsReader.SECTION,
        AttachmentSettingsReader.SECTION,
        CompatibleApiSettingsReader.SECTION,
        StorageSettingsReader.SECTION,
        ModelSettingsReader.PROVIDERS,
        ModelSettingsReader.PRESET,
        ModelSettingsReader.MODELS,
        ProfileSettingsReader.SECTION,
        AnswerSettingsReader.SECTION,
        RoutingSettingsReader.SECTION,
        RetrievalSettingsReader.SECTION,
        JobSettingsReader.SECTION,
        AccessSettingsReader.AUTHENTICATION,
        AccessSettingsReader.PAGE_TOKENS,
        AccessSettingsReader.LIMITS,
        SloSettingsReader.SECTION,
        AlertSettingsReader.SECTION,
        DiagnosisSettingsReader.SECTION,
        TelemetrySettingsReader.SECTION,
        LatencyInjectionSettingsReader.SECTION);
  }

  static Stream<Setting<?>> settings() {
    return sections().stream().flatMap(section -> section.settings().stream());
  }

  /** Returns the reference as Markdown: a table for each section. */
  public static String toMarkdown() {
    StringBuilder text = new StringBuilder();
    String title = "";
    for (SettingsSection section : sections()) {
      if (!section.title().equals(title)) {
        title = section.title();
        text.append("\n### ").append(title);
        text.append("\n\n| key | type | default | meaning |\n|---|---|---|---|\n");
      }
      section.settings().forEach(setting -> text.append(row(setting)));
    }
    return text.append('\n').toString();
  }

  private static String row(Setting<?> setting) {
    SettingDefault<?> value = setting.defaultValue();
    String text = value instanceof SettingDefault.Value ? "`" + value.text() + "`" : value.text();
    return "| `%s` | %s | %s | %s |\n"
        .formatted(setting.key(), setting.type().name(), text, setting.description());
  }

  /** Returns the reference as plain text: a line for each setting. */
  public static String toText() {
    return settings()
        .map(setting ->
            "%s (%s, default: %s)\n    %s\n"
                .formatted(
                    setting.key(),
                    setting.type().name(),
                    setting.defaultValue().text(),
                    setting.description()))
        .collect(Collectors.joining());
  }
}
