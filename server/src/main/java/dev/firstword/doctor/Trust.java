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

/** Whose certificates are trusted: those that the platform trusts, and those of a file. */
public final class Trust {

  private Trust() {}

  /** The platform's own. */
  public static SSLContext usual() {
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no TLS", e);
    }
  }

  /**
   * The platform's and the certificates of a PEM file, such as those of a company's own authority.
   *
   * @throws CannotExamineException when the file holds none
   */
  public static SSLContext with(Path pem) throws CannotExamineException {
    try (InputStream file = Files.newInputStream(pem)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate platform : platform()) {
        store.setCertificateEntry("platform-" + store.size(), platform);
      }
      int before = store.size();
      for (Certificate own : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("own-" + store.size(), own);
      }
      if (store.size() == before) {
        throw new CannotExamineException("There is no certificate in " + pem + ".");
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new CannotExamineException(
          "The certificates in " + pem + " can't be read: " + e.getMessage());
    }
  }

  private static X509Certificate[] platform() throws GeneralSecurityException {
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
