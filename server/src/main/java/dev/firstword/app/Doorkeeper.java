package dev.firstword.app;

import dev.firstword.identity.Authenticator;
import dev.firstword.identity.CredentialAuthenticator;
import dev.firstword.identity.key.ApiKeyStore;
import dev.firstword.identity.key.ApiKeys;
import dev.firstword.identity.limit.Allowance;
import dev.firstword.identity.limit.BucketRateLimits;
import dev.firstword.identity.limit.LocalBuckets;
import dev.firstword.identity.limit.RateLimits;
import dev.firstword.identity.token.HttpKeyFetch;
import dev.firstword.identity.token.Tokens;
import dev.firstword.monitor.Metrics;
import dev.firstword.preparation.Lab;
import dev.firstword.storage.redis.RedisCalls;
import dev.firstword.storage.redis.RedisRateLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may come in and how much they may, built from the settings: anybody on this machine as long
 * as no key was made and no issuer of tokens is named, and from then on nobody without.
 *
 * @param localHosts names to answer to beside the loopback ones; absent where keys are asked for
 * @param open what is to be closed
 */
record Doorkeeper(
    Authenticator authenticator,
    Optional<Set<String>> localHosts,
    RateLimits limits,
    List<AutoCloseable> open)
    implements AutoCloseable {

  private static final Duration LONGEST_KEY_FETCH = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(Doorkeeper.class);

  /**
   * Builds them.
   *
   * @throws SettingsException when others could reach a server that asks nobody for a key
   */
  static Doorkeeper of(Settings settings, ApiKeyStore keys, Lab lab, @Nullable RedisCalls calls) {
    // A key that was revoked counts: taking the last one back must not open the door.
    boolean asksForKeys = !settings.tokenIssuers().isEmpty() || !keys.list().isEmpty();
    if (!asksForKeys) {
      requireLoopback(settings.host());
      log.info("No keys are configured: whoever is on this machine is let in");
    }
    List<AutoCloseable> open = new ArrayList<>();
    return new Doorkeeper(
        asksForKeys ? credentials(settings, keys, lab, open) : Authenticator.localUser(),
        asksForKeys ? Optional.empty() : Optional.of(settings.hosts()),
        limits(settings, calls, open),
        open);
  }

  /** Lets operators see how often somebody was known from before. */
  void tell(Metrics metrics) {
    if (authenticator instanceof CredentialAuthenticator credentials) {
      metrics.cache("credentials", credentials::hits, credentials::misses);
    }
  }

  private static Authenticator credentials(
      Settings settings, ApiKeyStore keys, Lab lab, List<AutoCloseable> open) {
    HttpKeyFetch fetch = new HttpKeyFetch(LONGEST_KEY_FETCH);
    open.add(fetch);
    InstantSource clock = InstantSource.system();
    return new CredentialAuthenticator(
        new SlowedVerifier(new ApiKeys(keys, clock), lab),
        new SlowedVerifier(
            new Tokens(settings.tokenIssuers(), fetch, clock, System::nanoTime), lab),
        System::nanoTime);
  }

  /** Nodes that have a Redis between them count together. */
  private static RateLimits limits(
      Settings settings, @Nullable RedisCalls calls, List<AutoCloseable> open) {
    Allowance user = settings.limits().user();
    Allowance tenant = settings.limits().tenant();
    String redis = settings.storage().redis();
    if (redis == null) {
      return BucketRateLimits.of(user, tenant, new LocalBuckets(System::nanoTime));
    }
    RedisRateLimits.Shared shared =
        RedisRateLimits.connect(redis, user, tenant, System::nanoTime, calls);
    open.add(shared.connection());
    return shared.limits();
  }

  private static void requireLoopback(String host) {
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException _) {
      throw new SettingsException("host " + host + " is not known");
    }
    throw new SettingsException(
        "host "
            + host
            + " can be reached from other machines, and there are no keys to tell who is asking;"
            + " make one with \"firstword keys add\", name an issuer of tokens under auth.jwt, or"
            + " use 127.0.0.1");
  }

  @Override
  public void close() {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        log.warn("the connection of a limit or of an issuer's keys did not close", e);
      }
    }
  }
}
