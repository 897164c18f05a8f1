package dev.firstword.app.wiring;

import dev.firstword.adapters.identity.HttpJwksFetcher;
import dev.firstword.adapters.redis.RedisCommandListener;
import dev.firstword.adapters.redis.RedisRateLimits;
import dev.firstword.app.config.CorsSettings;
import dev.firstword.app.config.Settings;
import dev.firstword.app.config.SettingsException;
import dev.firstword.core.identity.Authenticator;
import dev.firstword.core.identity.authentication.CredentialAuthenticator;
import dev.firstword.core.identity.key.ApiKeyStore;
import dev.firstword.core.identity.key.ApiKeyVerifier;
import dev.firstword.core.identity.limit.InMemoryBucketStore;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.identity.limit.TokenBucketRateLimiter;
import dev.firstword.core.identity.token.MultiIssuerVerifier;
import dev.firstword.core.identity.token.TokenVerifier;
import dev.firstword.core.identity.token.UserTokens;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.TaskScheduler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authentication and rate limits, built from the settings. While there are neither API keys nor
 * token issuers, every caller on this machine is accepted; otherwise every request needs
 * credentials.
 *
 * @param userTokens issues tokens for pages; empty without a secret to sign them with
 * @param allowedHosts host names to accept in addition to loopback names; empty if credentials are
 *     required
 */
record AccessControl(
    Authenticator authenticator,
    Optional<UserTokens> userTokens,
    Optional<Set<String>> allowedHosts,
    RateLimiter rateLimits) {

  private static final Duration KEY_FETCH_TIMEOUT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(AccessControl.class);

  /**
   * Builds the access control.
   *
   * @throws SettingsException if other machines could reach a server that requires no credentials
   */
  static AccessControl of(
      Settings settings,
      ApiKeyStore keys,
      LatencyInjector latencyInjector,
      @Nullable RedisCommandListener redisCalls,
      TaskScheduler scheduler,
      Lifecycle lifecycle) {
    // Revoked keys count: revoking the last key must not open the server.
    boolean requiresCredentials = !settings.tokenIssuers().isEmpty() || !keys.list().isEmpty();
    if (!requiresCredentials) {
      requireLoopback(settings.host());
      requireNamedOrigins(settings.http().cors());
      log.info("No keys are configured: every caller on this machine is accepted");
    }
    Clock clock = scheduler.clock();
    Optional<UserTokens> userTokens =
        Optional.ofNullable(settings.userTokenSecret())
            .map(secret ->
                new UserTokens(
                    secret, settings.previousUserTokenSecret(), keys, clock, clock::nanoTime));
    return new AccessControl(
        requiresCredentials
            ? credentials(settings, keys, userTokens, latencyInjector, clock, lifecycle)
            : Authenticator.localUser(),
        userTokens,
        requiresCredentials ? Optional.empty() : Optional.of(settings.allowedHosts()),
        limits(settings, redisCalls, scheduler, lifecycle));
  }

  /** Every page that the user of this machine opens could act for them. */
  private static void requireNamedOrigins(CorsSettings cors) {
    if (cors.allowsAnyOrigin()) {
      throw new SettingsException(
          "cors.allowed_origins is \"*\", but there are no API keys. Create one, or name the"
              + " origins.");
    }
  }

  /** False if every caller is the one local user. */
  boolean requiresCredentials() {
    return allowedHosts.isEmpty();
  }

  /** Registers the hit rate of the credential cache. */
  void registerMetrics(Metrics metrics) {
    if (authenticator instanceof CredentialAuthenticator credentials) {
      metrics.registerCache("credentials", credentials::hits, credentials::misses);
    }
  }

  private static Authenticator credentials(
      Settings settings,
      ApiKeyStore keys,
      Optional<UserTokens> userTokens,
      LatencyInjector latencyInjector,
      Clock clock,
      Lifecycle lifecycle) {
    HttpJwksFetcher fetch = lifecycle.add("issuers' keys", new HttpJwksFetcher(KEY_FETCH_TIMEOUT));
    return new CredentialAuthenticator(
        new LatencyInjectingVerifier(new ApiKeyVerifier(keys, clock), latencyInjector),
        new LatencyInjectingVerifier(
            new TokenVerifier(
                userTokens,
                new MultiIssuerVerifier(settings.tokenIssuers(), fetch, clock, clock::nanoTime)),
            latencyInjector),
        clock::nanoTime);
  }

  /** Nodes connected by Redis share their rate limits. */
  private static RateLimiter limits(
      Settings settings,
      @Nullable RedisCommandListener redisCalls,
      TaskScheduler scheduler,
      Lifecycle lifecycle) {
    LongSupplier nanoTime = scheduler.clock()::nanoTime;
    Quota user = settings.limits().user();
    Quota tenant = settings.limits().tenant();
    String redis = settings.storage().redis();
    if (redis == null) {
      return TokenBucketRateLimiter.of(user, tenant, new InMemoryBucketStore(nanoTime));
    }
    RedisRateLimits.SharedLimits shared =
        RedisRateLimits.connect(redis, user, tenant, nanoTime, redisCalls, scheduler);
    lifecycle.add("shared rate limits", shared.connection());
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
}
