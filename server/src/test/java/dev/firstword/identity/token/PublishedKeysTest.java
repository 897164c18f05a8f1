package dev.firstword.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import dev.firstword.identity.ManualClock;
import dev.firstword.identity.Refusals;
import dev.firstword.identity.token.TokenIssuer.Claims;
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

/** Tokens of an issuer that publishes its keys, over real HTTP; time is the test's. */
final class PublishedKeysTest {

  private final ManualClock clock = new ManualClock();
  private final KeyServer server = new KeyServer();
  private final HttpKeyFetch fetch = new HttpKeyFetch(Duration.ofSeconds(2));
  private final Tokens tokens = tokens(server.address());

  @BeforeEach
  void publishTheFirstKeys() {
    server.publish(TestKeys.RSA.toPublicJWK(), TestKeys.EC.toPublicJWK());
  }

  @AfterEach
  void close() {
    fetch.close();
    server.close();
  }

  @Test
  void takesTokensOfEveryPublishedKeyAndReadsThemOnce() {
    for (int i = 0; i < 20; i++) {
      assertTaken(token().signed(TestKeys.RSA));
      assertTaken(token().signed(TestKeys.EC));
    }

    assertThat(server.reads()).isEqualTo(1);
  }

  @Test
  void findsAKeyThatIsNewWithOneMoreRead() {
    assertTaken(token().signed(TestKeys.RSA));
    server.publish(TestKeys.RSA.toPublicJWK(), TestKeys.OTHER_RSA.toPublicJWK());
    clock.advance(PublishedKeys.BETWEEN_READS);

    assertTaken(token().signed(TestKeys.OTHER_RSA));
    assertTaken(token().signed(TestKeys.RSA));

    assertThat(server.reads()).isEqualTo(2);
  }

  @Test
  void lettingAKeyGoThatIsNoLongerPublished() {
    assertTaken(token().signed(TestKeys.RSA));
    server.publish(TestKeys.OTHER_RSA.toPublicJWK());

    clock.advance(PublishedKeys.FRESH);

    assertRefused(token().signed(TestKeys.RSA));
    assertTaken(token().signed(TestKeys.OTHER_RSA));
  }

  @Test
  void readsOnceInTenSecondsHoweverManyKeysAreMadeUp() {
    for (int second = 0; second < 30; second++) {
      for (int i = 0; i < 20; i++) {
        assertRefused(token().keyId("made-up-" + second + "-" + i).signed(TestKeys.OTHER_RSA));
      }
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(server.reads()).isEqualTo(3);
  }

  @Test
  void aHundredAtOnceReadOnce() throws Exception {
    String token = token().signed(TestKeys.RSA);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          IntStream.range(0, 100)
              .<Future<?>>mapToObj(_ -> threads.submit(() -> assertTaken(token)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(server.reads()).isEqualTo(1);
  }

  @Test
  void keepsTheKnownKeysForAnHourWhileTheAddressIsAway() {
    assertTaken(token().signed(TestKeys.RSA));
    server.say(503, "");

    clock.advance(PublishedKeys.LONGEST_BELIEF.minusSeconds(1));
    assertTaken(token().signed(TestKeys.RSA));
    clock.advance(Duration.ofSeconds(1));
    assertCannotBeFoundOut();

    server.publish(TestKeys.RSA.toPublicJWK());
    clock.advance(PublishedKeys.BETWEEN_READS);
    assertTaken(token().signed(TestKeys.RSA));
  }

  @Test
  void saysThatItCannotTellWhileNoKeysAreKnown() {
    server.say(500, "broken");
    assertCannotBeFoundOut();
    assertCannotBeFoundOut();
    assertThat(server.reads()).isEqualTo(1);

    server.publish(TestKeys.RSA.toPublicJWK());
    clock.advance(PublishedKeys.BETWEEN_READS);

    assertTaken(token().signed(TestKeys.RSA));
  }

  @Test
  void readsNoDocumentThatIsNoSetOfKeys() {
    for (String document : List.of("", "[]", "<html>", "{\"keys\": 1}", "{}")) {
      server.say(200, document);
      clock.advance(PublishedKeys.BETWEEN_READS);
      assertThat(Refusals.of(() -> tokens.verify(token().signed(TestKeys.RSA))).status())
          .isIn(401, 503);
    }
  }

  @Test
  void readsNoDocumentWithoutAnEnd() {
    server.sayForEver(true);

    assertCannotBeFoundOut();
  }

  @Test
  void waitsForNoAddressThatTakesItsTime() {
    server.sayForEver(false);

    assertCannotBeFoundOut();
  }

  @Test
  void goesNowhereElse() {
    try (KeyServer elsewhere = new KeyServer()) {
      elsewhere.publish(TestKeys.RSA.toPublicJWK());
      server.redirectTo(elsewhere.address());

      assertCannotBeFoundOut();

      assertThat(elsewhere.reads()).isZero();
    }
  }

  @Test
  void takesNoSharedSecretThatIsPublished() {
    JWK secret = new OctetSequenceKey.Builder(TestKeys.SECRET).keyID("shared").build();
    server.say(200, "{\"keys\":[" + secret.toJSONString() + "]}");

    assertRefused(token().keyId("shared").signed(TestKeys.SECRET));
  }

  @Test
  void takesNoAlgorithmThatIsNotConfiguredThoughItsKeyIsPublished() {
    Tokens onlyRsa =
        new Tokens(
            List.of(issuer(server.address(), Set.of(TokenAlgorithm.RS256))), fetch, clock, clock);

    assertThat(Refusals.of(() -> onlyRsa.verify(token().signed(TestKeys.EC))).status())
        .isEqualTo(401);
    assertThat(TestKeys.EC.getCurve()).isEqualTo(Curve.P_256);
  }

  private void assertTaken(String token) {
    assertThat(tokens.verify(token).principal().caller().user()).isEqualTo("ada");
  }

  private void assertRefused(String token) {
    assertThat(Refusals.of(() -> tokens.verify(token)).status()).isEqualTo(401);
  }

  private void assertCannotBeFoundOut() {
    assertThat(Refusals.of(() -> tokens.verify(token().signed(TestKeys.RSA))).status())
        .isEqualTo(503);
  }

  private TestToken token() {
    return new TestToken(clock).expiresIn(Duration.ofHours(3));
  }

  private Tokens tokens(URI address) {
    return new Tokens(
        List.of(issuer(address, Set.of(TokenAlgorithm.RS256, TokenAlgorithm.ES256))),
        fetch,
        clock,
        clock);
  }

  private static TokenIssuer issuer(URI address, Set<TokenAlgorithm> algorithms) {
    return new TokenIssuer(
        TestToken.ISSUER,
        TestToken.AUDIENCE,
        algorithms,
        new TokenKeys.Published(address),
        Claims.USUAL,
        null);
  }
}
