package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.app.config.HttpSettings.TlsFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the {@code http} section: protocols and TLS. */
final class HttpSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("HTTP", "http.");

  private static final Setting<Boolean> H2C =
      SECTION.declare(
          "h2c",
          SettingType.BOOLEAN,
          value(false),
          "Whether clients may use HTTP/2 without TLS, as some proxies do.");
  private static final Setting<String> CERTIFICATE =
      SECTION.declare(
          "tls.certificate",
          SettingType.NAME,
          none(),
          "PEM file with the certificate chain. With it, the server speaks HTTPS and HTTP/2.");
  private static final Setting<String> KEY =
      SECTION.declare(
          "tls.key",
          SettingType.NAME,
          none(),
          "PEM file with the certificate's private key (PKCS #8, unencrypted).");

  private HttpSettingsReader() {}

  /**
   * Reads the section.
   *
   * @param baseFolder the directory against which relative paths are resolved
   */
  static HttpSettings read(SettingsNode root, Path baseFolder) {
    return new HttpSettings(H2C.read(root), tls(root, baseFolder), CorsSettingsReader.read(root));
  }

  private static @Nullable TlsFiles tls(SettingsNode root, Path baseFolder) {
    if (!root.at("http.tls").isPresent()) {
      return null;
    }
    return new TlsFiles(
        baseFolder.resolve(CERTIFICATE.readRequired(root)),
        baseFolder.resolve(KEY.readRequired(root)));
  }
}
