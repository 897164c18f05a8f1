package dev.firstword.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The way to the server: opens HTTP/1.1 connections over it and streams probes through them. */
final class Line {

  static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  /** How much later than it was sent something may come before it counts as lost. */
  static final Duration SLACK = Duration.ofSeconds(5);

  private final Target target;
  private final InetAddress address;

  Line(Target target, InetAddress address) {
    this.target = target;
    this.address = address;
  }

  Target target() {
    return target;
  }

  /** A new connection. */
  Wire open() throws IOException {
    Socket socket = connect(address);
    try {
      return new Wire(target.isSecure() ? secure(socket, "http/1.1") : socket, target.authority());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  Socket connect(InetAddress to) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(to, target.port()), (int) LONGEST_CONNECT.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) SLACK.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  InetAddress address() {
    return address;
  }

  /** Shakes hands, offering these protocols. */
  SSLSocket secure(Socket socket, String... protocols) throws IOException {
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

  /** Streams one probe over a connection of its own. */
  Observation probe(Probe probe, Map<String, String> headers) throws IOException {
    try (Wire wire = open()) {
      return probe(wire, probe, headers);
    }
  }

  /** Streams one probe over this connection. */
  Observation probe(Wire wire, Probe probe, Map<String, String> headers) throws IOException {
    // What buffers sends nothing before the last of it was written.
    wire.patience(probe.length().plus(SLACK));
    long started = System.nanoTime();
    wire.get(probe.target(), probe.headers(target, headers));
    Head head = wire.readHead();
    return new ProbeReader(started, System::nanoTime).read(head, wire.body(head));
  }
}
