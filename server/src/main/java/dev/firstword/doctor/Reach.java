package dev.firstword.doctor;

import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import dev.firstword.doctor.Finding.Note;
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

/** How the server is reached: its name, a connection to each of its addresses, the handshake. */
record Reach(Line line, boolean offersHttp2) {

  /** A tenth of a second is what feels immediate; a name may take a good part of it, once. */
  private static final double LONGEST_LOOKUP_MS = 200;

  /** Two round trips (TLS 1.2) and this much for the sums on both sides. */
  private static final double LONGEST_HANDSHAKE_MS = 200;

  private static final int HANDSHAKES = 3;

  static Reach of(Target target, List<Finding> findings) throws CannotExamineException {
    long began = System.nanoTime();
    List<InetAddress> addresses;
    try {
      addresses = List.of(InetAddress.getAllByName(target.host()));
    } catch (UnknownHostException _) {
      throw new CannotExamineException("There is no address for the name " + target.host() + ".");
    }
    findings.add(name(target, addresses, elapsedMs(began)));
    Line line = connect(target, addresses, findings);
    return new Reach(line, target.isSecure() && shakeHands(line, findings));
  }

  private static Finding name(Target target, List<InetAddress> addresses, double lookupMs) {
    if (addresses.size() == 1 && addresses.getFirst().getHostAddress().equals(target.host())) {
      return new Fine(Subject.NAME, "An address: nothing to look up.");
    }
    String evidence =
        "Looked up in "
            + Words.time(lookupMs)
            + (addresses.size() == 1 ? "." : ", " + addresses.size() + " addresses.");
    return lookupMs > LONGEST_LOOKUP_MS
        ? new Fault(Subject.NAME, evidence, Remedy.NAME)
        : new Fine(Subject.NAME, evidence);
  }

  private static Line connect(Target target, List<InetAddress> addresses, List<Finding> findings)
      throws CannotExamineException {
    Line first = null;
    double quickest = 0;
    List<String> refused = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    for (InetAddress address : addresses) {
      Line line = new Line(target, address);
      long began = System.nanoTime();
      try (Socket _ = line.connect(address)) {
        if (first == null) {
          first = line;
          quickest = elapsedMs(began);
        }
      } catch (SocketTimeoutException _) {
        silent.add(address.getHostAddress());
      } catch (IOException _) {
        refused.add(address.getHostAddress());
      }
    }
    if (first == null) {
      throw new CannotExamineException("No server answers at " + target.server() + ".");
    }
    findings.add(connection(quickest, refused, silent));
    return first;
  }

  private static Finding connection(double ms, List<String> refused, List<String> silent) {
    String evidence = "Connected in " + Words.time(ms) + ".";
    if (!silent.isEmpty()) {
      return new Fault(
          Subject.CONNECTION,
          evidence + " Nothing answers at " + String.join(", ", silent) + ".",
          Remedy.CONNECTION);
    }
    return refused.isEmpty()
        ? new Fine(Subject.CONNECTION, evidence)
        : new Note(
            Subject.CONNECTION,
            evidence + " No connection from here to " + String.join(", ", refused) + ".");
  }

  /** Takes the quickest of a few whole handshakes: our own first one is slow. */
  private static boolean shakeHands(Line line, List<Finding> findings)
      throws CannotExamineException {
    double[] connectMs = new double[HANDSHAKES];
    double[] handshakeMs = new double[HANDSHAKES];
    @Nullable String version = null;
    boolean http2 = false;
    for (int i = 0; i < HANDSHAKES; i++) {
      long began = System.nanoTime();
      try (Socket plain = line.connect(line.address())) {
        connectMs[i] = elapsedMs(began);
        long connected = System.nanoTime();
        try (SSLSocket secured = line.secure(plain, "h2", "http/1.1")) {
          handshakeMs[i] = elapsedMs(connected);
          version = secured.getSession().getProtocol();
          http2 = "h2".equals(secured.getApplicationProtocol());
          secured.getSession().invalidate(); // The next one is to be a whole one too.
        }
      } catch (IOException e) {
        throw new CannotExamineException("The TLS handshake failed: " + e.getMessage());
      }
    }
    findings.add(handshake(least(connectMs), least(handshakeMs), String.valueOf(version)));
    return http2;
  }

  private static Finding handshake(double connectMs, double handshakeMs, String version) {
    String evidence = version + " in " + Words.time(handshakeMs) + " after the connection.";
    if (handshakeMs > 2 * connectMs + LONGEST_HANDSHAKE_MS) {
      return new Fault(Subject.TLS, evidence, Remedy.TLS);
    }
    return "TLSv1.3".equals(version)
        ? new Fine(Subject.TLS, evidence)
        : new Note(Subject.TLS, evidence + " TLS 1.3 saves a round trip.");
  }

  private static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double elapsedMs(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e6;
  }
}
