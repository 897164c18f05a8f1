package dev.firstword.relay.server;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/** Reads the certificate of a server. */
public final class ServerTls {

  private ServerTls() {}

  /**
   * Returns a TLS context.
   *
   * @param certificate a PEM file with the certificate and those that vouch for it
   * @param key a PEM file with the unencrypted PKCS #8 private key
   * @param offersHttp2 whether clients may choose HTTP/2
   * @throws IllegalArgumentException if a file can't be read or does not fit
   */
  public static SslContext of(Path certificate, Path key, boolean offersHttp2) {
    List<String> protocols =
        offersHttp2
            ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
            : List.of(ApplicationProtocolNames.HTTP_1_1);
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  protocols))
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The certificate "
              + certificate
              + " and the key "
              + key
              + " cannot be used: "
              + e.getMessage(),
          e);
    }
  }
}
