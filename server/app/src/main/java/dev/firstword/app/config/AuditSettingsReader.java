package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.value;

/** Reads the section {@code audit}. */
final class AuditSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Audit log", "audit.");

  private static final Setting<Integer> MAX_BYTES =
      SECTION.declare(
          "max_bytes",
          SettingType.integer(1_000_000, 2_000_000_000),
          value(Settings.DEFAULTS.maxAuditBytes()),
          "Maximum size of the audit log in bytes; beyond it, the oldest tenth is deleted.");

  private AuditSettingsReader() {}

  static int maxBytes(SettingsNode root) {
    return MAX_BYTES.read(root);
  }
}
