package dev.firstword.doctor;

import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Note;
import dev.firstword.doctor.CheckResult.Pass;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Checks how the server is reached: DNS, a connection to each of its addresses, the TLS handshake.
 */
record Connectivity(ProbeClient client, boolean offersHttp2) {

  /** A tenth of a second feels immediate; a lookup may take about that, once. */
  private static final double MAX_LOOKUP_MS = 200;

  /** Two round trips (TLS 1.2), plus this much for computation on both sides. */
  private static final double MAX_HANDSHAKE_OVERHEAD_MS = 200;

  private static final int HANDSHAKES = 3;

  static Connectivity check(Target target, List<CheckResult> findings) throws ExaminationException {
    long startNanos = System.nanoTime();
    List<InetAddress> addresses;
    try {
      addresses = List.of(InetAddress.getAllByName(target.host()));
    } catch (UnknownHostException _) {
      throw new ExaminationException("There is no DNS address for " + target.host() + ".");
    }
    findings.add(checkDns(target, addresses, elapsedMs(startNanos)));
    ProbeClient client = connect(target, addresses, findings);
    return new Connectivity(client, target.isSecure() && checkTls(client, findings));
  }

  private static CheckResult checkDns(Target target, List<InetAddress> addresses, double lookupMs) {
    if (addresses.size() == 1 && addresses.getFirst().getHostAddress().equals(target.host())) {
      return new Pass(CheckSubject.DNS, "An address: nothing to look up.");
    }
    String evidence =
        "Looked up in "
            + TextFormat.time(lookupMs)
            + (addresses.size() == 1 ? "." : ", " + addresses.size() + " addresses.");
    return lookupMs > MAX_LOOKUP_MS
        ? new Fault(CheckSubject.DNS, evidence, ProxyFix.DNS)
        : new Pass(CheckSubject.DNS, evidence);
  }

  private static ProbeClient connect(
      Target target, List<InetAddress> addresses, List<CheckResult> findings)
      throws ExaminationException {
    ProbeClient first = null;
    double connectMs = 0;
    List<String> refused = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (InetAddress address : addresses) {
      ProbeClient client = new ProbeClient(target, address);
      long startNanos = System.nanoTime();
      try (Socket _ = client.connect(address)) {
        if (first == null) {
          first = client;
          connectMs = elapsedMs(startNanos);
        }
      } catch (SocketTimeoutException _) {
        silent.add(address.getHostAddress());
      } catch (IOException _) {
        refused.add(address.getHostAddress());
      }
    }
    if (first == null) {
      throw new ExaminationException("No server answers at " + target.server() + ".");
    }
    findings.add(evaluateConnection(connectMs, refused, silent));
    return first;
  }

  private static CheckResult evaluateConnection(
      double connectMs, List<String> refused, List<String> silent) {
    String evidence = "Connected in " + TextFormat.time(connectMs) + ".";
    if (!silent.isEmpty()) {
      return new Fault(
          CheckSubject.CONNECTION,
          evidence + " Nothing answers at " + String.join(", ", silent) + ".",
          ProxyFix.CONNECTION);
    }
    return refused.isEmpty()
        ? new Pass(CheckSubject.CONNECTION, evidence)
        : new Note(
            CheckSubject.CONNECTION,
            evidence + " No connection from here to " + String.join(", ", refused) + ".");
  }

  /** Measures the fastest of several full handshakes, because this client's first one is slow. */
  private static boolean checkTls(ProbeClient client, List<CheckResult> findings)
      throws ExaminationException {
    double[] connectMs = new double[HANDSHAKES];
    double[] handshakeMs = new double[HANDSHAKES];
    @Nullable String version = null;
    boolean http2 = false;
    for (int i = 0; i < HANDSHAKES; i++) {
      long startNanos = System.nanoTime();
      try (Socket plain = client.connect(client.address())) {
        connectMs[i] = elapsedMs(startNanos);
        long connectedNanos = System.nanoTime();
        try (SSLSocket secured = client.startTls(plain, "h2", "http/1.1")) {
          handshakeMs[i] = elapsedMs(connectedNanos);
          version = secured.getSession().getProtocol();
          http2 = "h2".equals(secured.getApplicationProtocol());
          secured.getSession().invalidate(); // Forces a full handshake next time.
        }
      } catch (IOException e) {
        throw new ExaminationException("The TLS handshake failed: " + e.getMessage());
      }
    }
    findings.add(evaluateHandshake(min(connectMs), min(handshakeMs), String.valueOf(version)));
    return http2;
  }

  private static CheckResult evaluateHandshake(
      double connectMs, double handshakeMs, String version) {
    String evidence = version + " in " + TextFormat.time(handshakeMs) + " after the connection.";
    if (handshakeMs > 2 * connectMs + MAX_HANDSHAKE_OVERHEAD_MS) {
      return new Fault(CheckSubject.TLS, evidence, ProxyFix.TLS);
    }
    return "TLSv1.3".equals(version)
        ? new Pass(CheckSubject.TLS, evidence)
        : new Note(CheckSubject.TLS, evidence + " TLS 1.3 saves a round trip.");
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double elapsedMs(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e6;
  }
}
