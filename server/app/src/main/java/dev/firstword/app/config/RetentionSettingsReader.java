package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.retention.RetentionPolicy;
import dev.firstword.core.retention.RetentionPolicy.Times;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Reads how long data is kept: in general, for profiles and for tenants. */
final class RetentionSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Retention", "");

  private static final SettingType<Duration> TIME =
      SettingType.duration(Duration.ofMinutes(1), Duration.ofDays(36_500));
  private static final SettingDefault<Duration> GENERAL = described("as in `retention`");

  private static final Setting<Duration> TURN_LOGS =
      SECTION.declare(
          "retention.turn_logs",
          TIME,
          value(Objects.requireNonNull(StorageSettings.DEFAULTS.retention().general().turnLogs())),
          "How long an ended turn can be replayed.");
  private static final Setting<Duration> CONVERSATIONS =
      SECTION.declare(
          "retention.conversations",
          TIME,
          described("for ever"),
          "How long a conversation is kept after its last message.");
  private static final Setting<Duration> DOCUMENTS =
      SECTION.declare(
          "retention.documents",
          TIME,
          described("for ever"),
          "How long a document is kept after its first upload.");
  private static final Setting<Duration> PROFILE_TURN_LOGS =
      SECTION.declare(
          "profiles.NAME.retention.turn_logs", TIME, GENERAL, "The same for turns of a profile.");
  private static final Setting<Duration> PROFILE_CONVERSATIONS =
      SECTION.declare(
          "profiles.NAME.retention.conversations",
          TIME,
          GENERAL,
          "The same for conversations that have a turn of a profile.");
  private static final Setting<Duration> TENANT_TURN_LOGS =
      SECTION.declare(
          "tenants.NAME.retention.turn_logs",
          TIME,
          GENERAL,
          "The same for a tenant. If the profile has a time too, the shorter one applies.");
  private static final Setting<Duration> TENANT_CONVERSATIONS =
      SECTION.declare(
          "tenants.NAME.retention.conversations",
          TIME,
          GENERAL,
          "The same for a tenant. If a profile has a time too, the shorter one applies.");
  private static final Setting<Duration> TENANT_DOCUMENTS =
      SECTION.declare(
          "tenants.NAME.retention.documents", TIME, GENERAL, "The same for documents of a tenant.");

  private RetentionSettingsReader() {}

  static RetentionPolicy read(SettingsNode root) {
    Map<String, Times> profiles = new LinkedHashMap<>();
    root.at("profiles")
        .children()
        .forEach((name, profile) ->
            profiles.put(
                name,
                new Times(
                    PROFILE_TURN_LOGS.readOrNull(profile),
                    PROFILE_CONVERSATIONS.readOrNull(profile),
                    null)));
    Map<String, Times> tenants = new LinkedHashMap<>();
    root.at("tenants")
        .children()
        .forEach((name, tenant) ->
            tenants.put(
                name,
                new Times(
                    TENANT_TURN_LOGS.readOrNull(tenant),
                    TENANT_CONVERSATIONS.readOrNull(tenant),
                    TENANT_DOCUMENTS.readOrNull(tenant))));
    profiles.values().removeIf(Times.NONE::equals);
    tenants.values().removeIf(Times.NONE::equals);
    return new RetentionPolicy(
        new Times(TURN_LOGS.read(root), CONVERSATIONS.readOrNull(root), DOCUMENTS.readOrNull(root)),
        profiles,
        tenants);
  }
}
