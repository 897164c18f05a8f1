package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.attachment.AttachmentPolicy;

/** Reads the {@code attachments} section: which images and files a request may have. */
final class AttachmentSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Images and files", "attachments.");

  /** All bodies together may take 64 MB, and base64 adds a third. */
  private static final int MAX_TOTAL_BYTES = 40 * 1024 * 1024;

  private static final int MIN_BYTES = 1024;
  private static final AttachmentPolicy DEFAULTS = AttachmentPolicy.DEFAULT;

  private static final Setting<Integer> EACH_MAX_BYTES =
      SECTION.declare(
          "max_bytes",
          SettingType.integer(MIN_BYTES, MAX_TOTAL_BYTES),
          value(DEFAULTS.maxBytes()),
          "Maximum size of an image or a file in bytes.");
  private static final Setting<Integer> TOTAL_MAX_BYTES =
      SECTION.declare(
          "max_total_bytes",
          SettingType.integer(MIN_BYTES, MAX_TOTAL_BYTES),
          value(DEFAULTS.maxTotalBytes()),
          "Maximum size of all images and files of a request in bytes.");
  private static final Setting<Integer> MAX_COUNT =
      SECTION.declare(
          "max_count",
          SettingType.integer(0, 100),
          value(DEFAULTS.maxCount()),
          "Maximum number of images and files in a request; `0` accepts none.");
  private static final Setting<Boolean> KEEP_METADATA =
      SECTION.declare(
          "keep_metadata",
          SettingType.BOOLEAN,
          value(DEFAULTS.keepsMetadata()),
          "Whether images keep EXIF, XMP and IPTC data, which may have places and names.");

  private AttachmentSettingsReader() {}

  static AttachmentPolicy read(SettingsNode root) {
    return new AttachmentPolicy(
        EACH_MAX_BYTES.read(root),
        TOTAL_MAX_BYTES.read(root),
        MAX_COUNT.read(root),
        KEEP_METADATA.read(root));
  }
}
