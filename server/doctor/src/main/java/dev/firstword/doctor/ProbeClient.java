package dev.firstword.doctor;

import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens HTTP/1.1 connections to the server and streams probes over them. */
final class ProbeClient {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** How late data may arrive before it counts as lost. */
  static final Duration READ_MARGIN = Duration.ofSeconds(5);

  private static final byte[] NO_BODY = {};

  private final Target target;
  private final InetAddress address;

  ProbeClient(Target target, InetAddress address) {
    this.target = target;
    this.address = address;
  }

  Target target() {
    return target;
  }

  /** Opens a new connection, with TLS if the target uses it. */
  BlockingConnection openConnection() throws IOException {
    Socket socket = connect(address);
    try {
      return new BlockingConnection(target.isSecure() ? startTls(socket, "http/1.1") : socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends a request without a body. */
  void get(BlockingConnection connection, String requestTarget, Map<String, String> headers)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Host", target.authority());
    all.putAll(headers);
    connection.request("GET", requestTarget, all, NO_BODY);
  }

  Socket connect(InetAddress to) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(to, target.port()), (int) CONNECT_TIMEOUT.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) READ_MARGIN.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  InetAddress address() {
    return address;
  }

  /** Performs a TLS handshake that offers the given application protocols. */
  SSLSocket startTls(Socket socket, String... protocols) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            target
                .tls()
                .getSocketFactory()
                .createSocket(socket, target.host(), target.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(protocols);
    if (target.host().matches(".*[A-Za-z].*") && !target.host().contains(":")) {
      parameters.setServerNames(List.of(new SNIHostName(target.host())));
    }
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /** Streams one probe over a new connection. */
  ProbeResult probe(Probe probe, Map<String, String> headers) throws IOException {
    try (BlockingConnection connection = openConnection()) {
      return probe(connection, probe, headers);
    }
  }

  /** Streams one probe over an existing connection. */
  ProbeResult probe(BlockingConnection connection, Probe probe, Map<String, String> headers)
      throws IOException {
    // A buffering proxy sends nothing until the last event was written.
    connection.setReadTimeout(probe.duration().plus(READ_MARGIN));
    long startNanos = System.nanoTime();
    get(connection, probe.requestTarget(), probe.headers(target, headers));
    ResponseHead head = connection.readHead();
    return new ProbeReader(startNanos, System::nanoTime).read(head, connection.body(head));
  }
}
