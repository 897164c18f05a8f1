package dev.firstword.core.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import dev.firstword.adapters.identity.HttpJwksFetcher;
import dev.firstword.core.identity.ThrownProblem;
import dev.firstword.core.identity.token.TokenIssuer.ClaimNames;
import dev.firstword.relay.time.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer that publishes its keys over real HTTP, with a manual clock. */
final class JwksKeySourceTest {

  private final ManualClock clock = new ManualClock();
  private final JwksServer server = new JwksServer();
  private final HttpJwksFetcher fetcher = new HttpJwksFetcher(Duration.ofSeconds(2));
  private final MultiIssuerVerifier tokens = tokens(server.address());

  @BeforeEach
  void publishTheFirstKeys() {
    server.publish(TestSigningKeys.RSA.toPublicJWK(), TestSigningKeys.EC.toPublicJWK());
  }

  @AfterEach
  void close() {
    fetcher.close();
    server.close();
  }

  @Test
  void acceptsEveryPublishedKeyWithASingleFetch() {
    for (int i = 0; i < 20; i++) {
      assertAccepted(token().signed(TestSigningKeys.RSA));
      assertAccepted(token().signed(TestSigningKeys.EC));
    }

    assertThat(server.fetchCount()).isEqualTo(1);
  }

  @Test
  void findsANewKeyWithOneMoreFetch() {
    assertAccepted(token().signed(TestSigningKeys.RSA));
    server.publish(TestSigningKeys.RSA.toPublicJWK(), TestSigningKeys.OTHER_RSA.toPublicJWK());
    clock.advance(JwksKeySource.MIN_FETCH_INTERVAL);

    assertAccepted(token().signed(TestSigningKeys.OTHER_RSA));
    assertAccepted(token().signed(TestSigningKeys.RSA));

    assertThat(server.fetchCount()).isEqualTo(2);
  }

  @Test
  void dropsAKeyThatIsNoLongerPublished() {
    assertAccepted(token().signed(TestSigningKeys.RSA));
    server.publish(TestSigningKeys.OTHER_RSA.toPublicJWK());

    clock.advance(JwksKeySource.REFRESH_AFTER);

    assertRefused(token().signed(TestSigningKeys.RSA));
    assertAccepted(token().signed(TestSigningKeys.OTHER_RSA));
  }

  @Test
  void fetchesOnceInTenSecondsForUnknownKeyIds() {
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 5; i++) {
        assertRefused(token().keyId("made-up-" + second + "-" + i).signed(TestSigningKeys.EC));
      }
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(server.fetchCount()).isEqualTo(3);
  }

  @Test
  void fetchesOnceForConcurrentRequests() throws Exception {
    String token = token().signed(TestSigningKeys.RSA);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          IntStream.range(0, 100)
              .<Future<?>>mapToObj(_ -> threads.submit(() -> assertAccepted(token)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(server.fetchCount()).isEqualTo(1);
  }

  @Test
  void keepsCachedKeysForAnHourDuringAnOutage() {
    assertAccepted(token().signed(TestSigningKeys.RSA));
    server.respondWith(503, "");

    clock.advance(JwksKeySource.MAX_STALENESS.minusSeconds(1));
    assertAccepted(token().signed(TestSigningKeys.RSA));
    clock.advance(Duration.ofSeconds(1));
    assertUnavailable();

    server.publish(TestSigningKeys.RSA.toPublicJWK());
    clock.advance(JwksKeySource.MIN_FETCH_INTERVAL);
    assertAccepted(token().signed(TestSigningKeys.RSA));
  }

  @Test
  void reportsUnavailabilityWithoutCachedKeys() {
    server.respondWith(500, "broken");
    assertUnavailable();
    assertUnavailable();
    assertThat(server.fetchCount()).isEqualTo(1);

    server.publish(TestSigningKeys.RSA.toPublicJWK());
    clock.advance(JwksKeySource.MIN_FETCH_INTERVAL);

    assertAccepted(token().signed(TestSigningKeys.RSA));
  }

  @Test
  void rejectsDocumentsThatAreNotJwks() {
    for (String document : List.of("", "[]", "<html>", "{\"keys\": 1}", "{}")) {
      server.respondWith(200, document);
      clock.advance(JwksKeySource.MIN_FETCH_INTERVAL);
      assertThat(
              ThrownProblem.of(() -> tokens.verify(token().signed(TestSigningKeys.RSA))).status())
          .isIn(401, 503);
    }
  }

  @Test
  void rejectsEndlessDocuments() {
    server.respondEndlessly(true);

    assertUnavailable();
  }

  @Test
  void givesUpOnASlowResponse() {
    server.respondEndlessly(false);

    assertUnavailable();
  }

  @Test
  void followsNoRedirects() {
    try (JwksServer elsewhere = new JwksServer()) {
      elsewhere.publish(TestSigningKeys.RSA.toPublicJWK());
      server.redirectTo(elsewhere.address());

      assertUnavailable();

      assertThat(elsewhere.fetchCount()).isZero();
    }
  }

  @Test
  void rejectsAPublishedSharedSecret() {
    JWK secret = new OctetSequenceKey.Builder(TestSigningKeys.SECRET).keyID("shared").build();
    server.respondWith(200, "{\"keys\":[" + secret.toJSONString() + "]}");

    assertRefused(token().keyId("shared").signed(TestSigningKeys.SECRET));
  }

  @Test
  void rejectsUnconfiguredAlgorithmsOfPublishedKeys() {
    MultiIssuerVerifier onlyRsa =
        new MultiIssuerVerifier(
            List.of(issuer(server.address(), Set.of(TokenAlgorithm.RS256))), fetcher, clock, clock);

    assertThat(ThrownProblem.of(() -> onlyRsa.verify(token().signed(TestSigningKeys.EC))).status())
        .isEqualTo(401);
    assertThat(TestSigningKeys.EC.getCurve()).isEqualTo(Curve.P_256);
  }

  private void assertAccepted(String token) {
    assertThat(tokens.verify(token).principal().caller().user()).isEqualTo("ada");
  }

  private void assertRefused(String token) {
    assertThat(ThrownProblem.of(() -> tokens.verify(token)).status()).isEqualTo(401);
  }

  private void assertUnavailable() {
    assertThat(ThrownProblem.of(() -> tokens.verify(token().signed(TestSigningKeys.RSA))).status())
        .isEqualTo(503);
  }

  private TestToken token() {
    return new TestToken(clock).expiresIn(Duration.ofHours(3));
  }

  private MultiIssuerVerifier tokens(URI address) {
    return new MultiIssuerVerifier(
        List.of(issuer(address, Set.of(TokenAlgorithm.RS256, TokenAlgorithm.ES256))),
        fetcher,
        clock,
        clock);
  }

  private static TokenIssuer issuer(URI address, Set<TokenAlgorithm> algorithms) {
    return new TokenIssuer(
        TestToken.ISSUER,
        TestToken.AUDIENCE,
        algorithms,
        new TokenKeys.Jwks(address),
        ClaimNames.DEFAULT,
        null);
  }
}
