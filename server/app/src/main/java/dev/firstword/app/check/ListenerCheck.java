package dev.firstword.app.check;

import dev.firstword.app.check.HttpProbe.Outcome;
import dev.firstword.app.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/** Whether the server can listen at its address. */
final class ListenerCheck {

  private static final String SUBJECT = "Address";
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  private final Settings settings;
  private final HttpProbe http;

  ListenerCheck(Settings settings, HttpProbe http) {
    this.settings = settings;
    this.http = http;
  }

  List<Finding> run() throws InterruptedException {
    String host = settings.host();
    int port = settings.port();
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return List.of(Finding.ok(SUBJECT, host + " port " + port + " is free."));
    } catch (UnknownHostException _) {
      return List.of(
          Finding.fails(
              SUBJECT, "The host " + host + " is not known.", "Set host to an address of yours."));
    } catch (IOException e) {
      if (isFirstword(port)) {
        return List.of(Finding.ok(SUBJECT, "A server is running on port " + port + "."));
      }
      return List.of(
          Finding.fails(
              SUBJECT,
              "Can't listen on " + host + " port " + port + ": " + e.getMessage() + ".",
              port < FIRST_UNPRIVILEGED_PORT && port > 0
                  ? "Stop the program that uses it. Ports below 1024 also need a privilege."
                  : "Stop the program that uses it, or choose another port or host."));
    }
  }

  private boolean isFirstword(int port) throws InterruptedException {
    String scheme = settings.http().tls() == null ? "http" : "https";
    URI health = URI.create(scheme + "://127.0.0.1:" + port + "/healthz");
    return http.get(health, Map.of()) instanceof Outcome.Answered(int status, _, _, _)
        && status == 200;
  }
}
