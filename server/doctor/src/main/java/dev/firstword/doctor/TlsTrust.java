package dev.firstword.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Creates TLS contexts with trusted certificates: the platform's, and optionally those of a file.
 */
public final class TlsTrust {

  private TlsTrust() {}

  /** Returns a context that trusts the platform's certificates. */
  public static SSLContext platformDefault() {
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no TLS", e);
    }
  }

  /**
   * Returns a context that trusts the platform's certificates and those of a PEM file, such as a
   * company's own certificate authority.
   *
   * @throws ExaminationException if the file contains no certificate or can't be read
   */
  public static SSLContext platformAnd(Path pem) throws ExaminationException {
    try (InputStream file = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate platform : platformIssuers()) {
        store.setCertificateEntry("platform-" + store.size(), platform);
      }
      int before = store.size();
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("own-" + store.size(), certificate);
      }
      if (store.size() == before) {
        throw new ExaminationException("There is no certificate in " + pem + ".");
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new ExaminationException(
          "The certificates in " + pem + " can't be read: " + e.getMessage());
    }
  }

  private static X509Certificate[] platformIssuers() throws GeneralSecurityException {
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager trusted) {
        return trusted.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
