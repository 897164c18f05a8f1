package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate for localhost that only these tests trust, created for each run. */
public record TestCertificate(Path certificate, Path key, Path both, Path keyStore) {

  /** The password of the key store. */
  public static final String PASSWORD = "only-for-this-test";

  /**
   * Creates {@code certificate.pem}, {@code key.pem}, {@code both.pem}, and a key store in the
   * given folder.
   */
  public static TestCertificate in(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-alias",
                "it",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      String certificate = pem("CERTIFICATE", keys.getCertificate("it").getEncoded());
      String key = pem("PRIVATE KEY", keys.getKey("it", PASSWORD.toCharArray()).getEncoded());
      return new TestCertificate(
          Files.writeString(folder.resolve("certificate.pem"), certificate),
          Files.writeString(folder.resolve("key.pem"), key),
          Files.writeString(folder.resolve("both.pem"), certificate + key),
          store);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
  }
}
