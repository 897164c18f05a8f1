package dev.firstword.app.check;

import dev.firstword.app.config.Settings;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Tries everything that the settings name: stores, providers, receivers of webhooks, certificates
 * and clocks. Calls no model, and leaves all of them as they were.
 */
public final class ServerCheck {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private ServerCheck() {}

  /** A part of the check. */
  private record Part(String subject, Callable<List<Finding>> work) {}

  /** Runs all parts at the same time. Blocks, for half a minute at most. */
  public static List<Finding> run(Settings settings, Clock clock) throws InterruptedException {
    ClockSamples clocks = new ClockSamples();
    try (HttpProbe http = new HttpProbe(clock, clocks);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      StorageCheck storage = new StorageCheck(settings, clock, clocks);
      List<Part> parts = new ArrayList<>();
      parts.add(new Part("Address", () -> new ListenerCheck(settings, http).run()));
      parts.add(new Part("Certificate", () -> new CertificateCheck(settings, clock).run()));
      parts.add(new Part("Storage", storage::run));
      parts.add(new Part("Redis", () -> new RedisCheck(settings, clock, clocks).run()));
      settings
          .providers()
          .forEach(provider ->
              parts.add(
                  new Part(
                      "Provider " + provider.name(),
                      () -> new ProviderCheck(settings, provider, http).run())));
      parts.add(new Part("Other addresses", () -> new EndpointCheck(settings, http).run()));
      List<Finding> findings = new ArrayList<>(SettingsCheck.run(settings));
      findings.addAll(run(parts, threads));
      findings.addAll(clocks.findings());
      return findings;
    }
  }

  private static List<Finding> run(List<Part> parts, ExecutorService threads)
      throws InterruptedException {
    List<Future<List<Finding>>> results =
        threads.invokeAll(
            parts.stream().map(Part::work).toList(), TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String subject = parts.get(i).subject;
      try {
        findings.addAll(results.get(i).get());
      } catch (CancellationException _) {
        findings.add(
            Finding.fails(
                subject,
                "Did not answer within " + TIMEOUT.toSeconds() + " s.",
                "Look for a firewall that drops packets, or a slow name server."));
      } catch (ExecutionException e) {
        findings.add(
            Finding.fails(
                subject, "Could not be checked: " + e.getCause(), "Report this as a bug."));
      }
    }
    return findings;
  }
}
