package dev.firstword.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.identity.limit.Quota;
import dev.firstword.core.identity.token.TokenAlgorithm;
import dev.firstword.core.identity.token.TokenIssuer;
import dev.firstword.core.identity.token.TokenKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings for authentication, accepted hosts and rate limits. */
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class AccessSettingsTest {

  private static final String SECRET = "a secret of at least thirty-two bytes";

  @TempDir Path folder;

  @Test
  void readsTokenIssuers() throws Exception {
    PublicKey rsa = publicKey("RSA");
    writePem("issuer.pem", rsa);

    Settings settings =
        read(
            """
            auth:
              jwt:
                - issuer: https://sign-in.example.com
                  audience: firstword
                  algorithms: [RS256, ES256]
                  jwks_url: https://sign-in.example.com/keys
                - {issuer: file, audience: a, algorithms: [RS256], public_key_file: issuer.pem}
                - issuer: secret
                  audience: a
                  algorithms: [HS256]
                  secret_env: TOKEN_SECRET
                  tenant_claim: org
                  user_claim: email
                  role_claim: https://example.com/role
                  tenant: acme
            """);

    assertThat(settings.tokenIssuers())
        .containsExactly(
            new TokenIssuer(
                "https://sign-in.example.com",
                "firstword",
                Set.of(TokenAlgorithm.RS256, TokenAlgorithm.ES256),
                new TokenKeys.Jwks(URI.create("https://sign-in.example.com/keys")),
                new TokenIssuer.ClaimNames("tenant", "sub", "role"),
                null),
            new TokenIssuer(
                "file",
                "a",
                Set.of(TokenAlgorithm.RS256),
                new TokenKeys.Public(rsa),
                TokenIssuer.ClaimNames.DEFAULT,
                null),
            new TokenIssuer(
                "secret",
                "a",
                Set.of(TokenAlgorithm.HS256),
                new TokenKeys.Shared(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256")),
                new TokenIssuer.ClaimNames("org", "email", "https://example.com/role"),
                "acme"));
    assertThat(settings.toString()).doesNotContain(SECRET);
  }

  @Test
  void readsEllipticCurveKey() throws Exception {
    PublicKey key = publicKey("EC");
    writePem("ec.pem", key);

    Settings settings =
        read(
            "auth: {jwt: [{issuer: i, audience: a, algorithms: [ES256], public_key_file: ec.pem}]}");

    assertThat(settings.tokenIssuers().getFirst().keys()).isEqualTo(new TokenKeys.Public(key));
  }

  @Test
  void readsHostsAndLimits() throws IOException {
    Settings settings =
        read(
            """
            allowed_hosts: [Chat.Example.com, "[fd00::1]"]
            limits:
              user: {turns_per_minute: 60, tokens_per_minute: 100000}
              tenant: {turns_per_minute: 600}
              active_turns_per_user: 20
            """);

    assertThat(settings.allowedHosts()).containsExactlyInAnyOrder("chat.example.com", "[fd00::1]");
    assertThat(settings.limits())
        .isEqualTo(new LimitSettings(new Quota(60, 100_000), new Quota(600, null), 20));
  }

  @Test
  void readsSecretOfPageTokens() throws IOException {
    Settings settings = read("auth: {tokens: {secret_env: TOKEN_SECRET}}");

    assertThat(settings.userTokenSecret())
        .isEqualTo(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    assertThat(settings.toString()).doesNotContain(SECRET);
  }

  @Test
  void refusesTheSecretOfAnIssuerForPageTokens() {
    assertThatThrownBy(() ->
            read(
                """
                auth:
                  tokens: {secret_env: TOKEN_SECRET}
                  jwt: [{issuer: i, audience: a, algorithms: [HS256], secret_env: TOKEN_SECRET}]
                """))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("auth.tokens.secret_env needs a secret of its own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "auth: {keys: []}                     | auth.keys is not known; known here: jwt",
        "auth: {jwt: {issuer: i}}             | auth.jwt must be a list",
        "auth: {jwt: [{audience: a}]}         | auth.jwt[0].issuer is missing",
        "auth: {jwt: [{issuer: i}]}           | auth.jwt[0].audience is missing",
        "auth: {jwt: [{issuer: i, audience: a, secret: x}]} | auth.jwt[0].secret is not known",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [none]}]} | algorithms[0] must be HS256",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [RS256]}]} | auth.jwt[0] needs one of",
        "auth: {jwt: [{issuer: i, audience: a, secret_env: S, jwks_url: 'https://x'}]} | needs one of",
        "auth: {jwt: [{issuer: i, audience: a, jwks_url: 'https://x'}]} | at least one of HS256",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [RS256], jwks_url: 'http://x'}]} | https://",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [RS256], jwks_url: 'file:/x'}]} | https://",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [HS256], jwks_url: 'https://x'}]} | HS256",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [HS256], secret_env: S}]} | names S, which",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [HS256], secret_env: SHORT}]} | 32 bytes",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [HS256], public_key_file: k.pem}]} | can't be read",
        "auth: {jwt: [{issuer: i, audience: a, algorithms: [RS256], public_key_file: firstword.yml}]} | no public key",
        "auth: {jwt: [{issuer: i}, {issuer: i}]} | auth.jwt[1].issuer is configured twice",
        "auth: {tokens: {secret: canary}}     | auth.tokens.secret needs a secret of 32 bytes or more",
        "auth: {tokens: {secret_env: SHORT}}  | auth.tokens.secret_env needs a secret of 32 bytes",
        "allowed_hosts: chat.example.com              | allowed_hosts must be a list",
        "allowed_hosts: ['chat.example.com:443']      | allowed_hosts[0] must be a host's name without a port",
        "allowed_hosts: ['https://chat.example.com']  | allowed_hosts[0] must be a host's name",
        "limits: {users: {}}                  | limits.users is not known",
        "limits: {user: {turns_per_minute: 0}} | limits.user.turns_per_minute must be a whole number",
        "limits: {tenant: {turns: 1}}         | limits.tenant.turns is not known",
        "limits: {active_turns_per_user: many}         | limits.active_turns_per_user must be a whole number",
      })
  void reportsInvalidSettingWithItsPath(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("canary");
  }

  @Test
  void rejectsKeyFileOfAnotherAlgorithm() throws Exception {
    writePem("rsa.pem", publicKey("RSA"));

    for (String algorithm : new String[] {"ES256", "HS256", "RS256, HS256"}) {
      assertThatThrownBy(() ->
              read(
                  "auth: {jwt: [{issuer: i, audience: a, algorithms: ["
                      + algorithm
                      + "], public_key_file: rsa.pem}]}"))
          .hasMessageContaining("auth.jwt[0] must use RS256 and nothing else with an RSA key");
    }
  }

  private Settings read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("firstword.yml"), yaml);
    return new SettingsReader(
            Map.of("TOKEN_SECRET", SECRET + "\n", "SHORT", "canary-that-is-short"))
        .read(file);
  }

  private void writePem(String name, PublicKey key) throws IOException {
    String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    Files.writeString(
        folder.resolve(name),
        "# The issuer's\n-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n");
  }

  private static PublicKey publicKey(String algorithm) throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
    return generator.generateKeyPair().getPublic();
  }
}
