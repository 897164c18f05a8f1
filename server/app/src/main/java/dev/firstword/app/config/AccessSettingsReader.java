package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.required;
import static dev.firstword.app.config.SettingDefault.value;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.core.identity.token.TokenAlgorithm;
import dev.firstword.core.identity.token.TokenIssuer;
import dev.firstword.core.identity.token.TokenIssuer.ClaimNames;
import dev.firstword.core.identity.token.TokenKeys;
import dev.firstword.core.identity.token.UserTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads the settings for authentication, accepted host names and rate limits. */
final class AccessSettingsReader {

  static final SettingsSection AUTHENTICATION =
      new SettingsSection("Authentication", "auth.jwt[].");
  static final SettingsSection PAGE_TOKENS = new SettingsSection("User tokens", "auth.tokens.");
  static final SettingsSection LIMITS = new SettingsSection("Limits", "limits.");

  /** A host name or an address. A port would never match, since ports are ignored. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

  static final SettingType<String> HOST_NAME =
      new SettingType<>(
          "host name",
          node -> {
            String host = node.requiredText();
            if (!HOST.matcher(host).matches()) {
              throw node.invalid("must be a host's name without a port, such as chat.example.com");
            }
            return host.toLowerCase(Locale.ROOT);
          });

  private static final SettingType<TokenAlgorithm> ALGORITHM =
      new SettingType<>(
          "choice",
          node ->
              switch (node.requiredText()) {
                case "HS256" -> TokenAlgorithm.HS256;
                case "RS256" -> TokenAlgorithm.RS256;
                case "ES256" -> TokenAlgorithm.ES256;
                default -> throw node.invalid("must be HS256, RS256 or ES256");
              });

  private static final Setting<String> ISSUER =
      AUTHENTICATION.declare("issuer", SettingType.NAME, required(), "Required value of `iss`.");
  private static final Setting<String> AUDIENCE =
      AUTHENTICATION.declare(
          "audience", SettingType.NAME, required(), "Value that `aud` must contain.");
  private static final Setting<List<TokenAlgorithm>> ALGORITHMS =
      AUTHENTICATION.declare(
          "algorithms",
          SettingType.list(ALGORITHM),
          required(),
          "Accepted algorithms: `HS256`, `RS256`, `ES256`.");
  private static final Setting<String> JWKS_URL =
      AUTHENTICATION.declare(
          "jwks_url",
          SettingType.NAME,
          none(),
          "HTTPS address of the published keys; new keys are picked up automatically.");
  private static final Setting<String> PUBLIC_KEY_FILE =
      AUTHENTICATION.declare(
          "public_key_file",
          SettingType.NAME,
          none(),
          "PEM file with one public key, relative to the settings file.");
  private static final Setting<String> SECRET_ENV =
      AUTHENTICATION.declare(
          "secret_env",
          SettingType.NAME,
          none(),
          "Environment variable with a shared secret of 32 bytes or more, for HS256.");
  private static final Setting<String> TENANT_CLAIM =
      AUTHENTICATION.declare(
          "tenant_claim",
          SettingType.TEXT,
          value(ClaimNames.DEFAULT.tenant()),
          "Claim that names the tenant, as a string.");
  private static final Setting<String> USER_CLAIM =
      AUTHENTICATION.declare(
          "user_claim",
          SettingType.TEXT,
          value(ClaimNames.DEFAULT.user()),
          "Claim that names the user, as a string.");
  private static final Setting<String> ROLE_CLAIM =
      AUTHENTICATION.declare(
          "role_claim",
          SettingType.TEXT,
          value(ClaimNames.DEFAULT.role()),
          "Claim that names the role, as a string; without one, the role is `user`.");
  private static final Setting<String> TENANT =
      AUTHENTICATION.declare(
          "tenant", SettingType.TEXT, none(), "Tenant of users whose token names none.");

  private static final SecretSetting TOKEN_SECRET =
      PAGE_TOKENS.declareSecret(
          "secret",
          "Signs the tokens of `POST /api/tokens`, on all nodes; 32 bytes or more.",
          "Environment variable that holds the signing secret.");

  private static final SettingType<Integer> PER_MINUTE = SettingType.integer(1, 1_000_000_000);

  private static final Setting<Integer> USER_TURNS =
      LIMITS.declare(
          "user.turns_per_minute",
          PER_MINUTE,
          described("unlimited"),
          "Turns per minute for each user.");
  private static final Setting<Integer> USER_TOKENS =
      LIMITS.declare(
          "user.tokens_per_minute",
          PER_MINUTE,
          described("unlimited"),
          "Tokens per minute for each user.");
  private static final Setting<Integer> TENANT_TURNS =
      LIMITS.declare(
          "tenant.turns_per_minute",
          PER_MINUTE,
          described("unlimited"),
          "Turns per minute for all users of a tenant.");
  private static final Setting<Integer> TENANT_TOKENS =
      LIMITS.declare(
          "tenant.tokens_per_minute",
          PER_MINUTE,
          described("unlimited"),
          "Tokens per minute for all users of a tenant.");
  private static final Setting<Integer> ACTIVE_TURNS =
      LIMITS.declare(
          "active_turns_per_user",
          SettingType.integer(1, 1_000_000),
          described("unlimited"),
          "Concurrent turns of one user.");
  private static final Setting<Integer> UNAUTHENTICATED_PER_ADDRESS =
      LIMITS.declare(
          "unauthenticated_per_address",
          SettingType.integer(0, 1_000_000),
          value(LimitSettings.UNLIMITED.unauthenticatedPerAddress()),
          "Turns prepared for one client address before authentication completes.");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

  private final Map<String, String> environment;
  private final Path folder;

  /**
   * Creates a reader.
   *
   * @param folder the directory against which relative file names are resolved
   */
  AccessSettingsReader(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  List<TokenIssuer> tokenIssuers(SettingsNode root) {
    List<SettingsNode> nodes = root.at("auth.jwt").items();
    Set<String> names = new HashSet<>();
    for (SettingsNode node : nodes) {
      if (!names.add(ISSUER.read(node))) {
        throw ISSUER
            .at(node)
            .invalid("is configured twice; an issuer's tokens have one set of rules");
      }
    }
    return nodes.stream().map(this::tokenIssuer).toList();
  }

  private TokenIssuer tokenIssuer(SettingsNode node) {
    String audience = AUDIENCE.read(node);
    List<TokenAlgorithm> algorithms = ALGORITHMS.read(node, List.of());
    try {
      return new TokenIssuer(
          ISSUER.read(node),
          audience,
          Set.copyOf(algorithms),
          keys(node),
          new ClaimNames(TENANT_CLAIM.read(node), USER_CLAIM.read(node), ROLE_CLAIM.read(node)),
          tenant(node));
    } catch (IllegalArgumentException e) {
      throw node.invalid(Objects.requireNonNullElse(e.getMessage(), "can't be used"));
    }
  }

  private static @Nullable String tenant(SettingsNode node) {
    String tenant = TENANT.readOrNull(node);
    if (tenant != null && !Caller.isValidName(tenant)) {
      throw TENANT.at(node).invalid("must be a name of 1 to 255 characters");
    }
    return tenant;
  }

  private TokenKeys keys(SettingsNode node) {
    List<SettingsNode> sources =
        Stream.of(JWKS_URL, PUBLIC_KEY_FILE, SECRET_ENV)
            .map(setting -> setting.at(node))
            .filter(SettingsNode::isPresent)
            .toList();
    if (sources.size() != 1) {
      throw node.invalid("needs one of jwks_url, public_key_file and secret_env");
    }
    if (JWKS_URL.isSet(node)) {
      return publishedKeys(JWKS_URL.at(node));
    }
    return PUBLIC_KEY_FILE.isSet(node)
        ? publicKey(PUBLIC_KEY_FILE.at(node))
        : sharedSecret(SECRET_ENV.at(node));
  }

  private static TokenKeys publishedKeys(SettingsNode node) {
    URI address = SettingType.uri(node);
    boolean local = address.getHost() != null && LOOPBACK.matcher(address.getHost()).matches();
    if (address.getHost() == null
        || !("https".equals(address.getScheme())
            || (local && "http".equals(address.getScheme())))) {
      // An attacker who can modify the keys in transit can sign in as any user.
      throw node.invalid("must begin with https:// and name a host; http:// only on this machine");
    }
    return new TokenKeys.Jwks(address);
  }

  private TokenKeys publicKey(SettingsNode node) {
    Path file = folder.resolve(node.requiredText());
    try {
      return new TokenKeys.Public(PublicKeyFile.read(file));
    } catch (IOException e) {
      throw node.invalid("names " + file + ", which can't be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw node.invalid("names " + file + ", which " + e.getMessage());
    }
  }

  private TokenKeys sharedSecret(SettingsNode node) {
    return new TokenKeys.Shared(hmacKey(SecretSetting.fromEnvironment(node, environment)));
  }

  /**
   * Returns the secret that signs tokens for pages; null if there is none.
   *
   * @param issuers the other issuers, none of which may have it: they could sign for every tenant
   */
  static @Nullable SecretKey userTokenSecret(
      SettingsNode root, Map<String, String> environment, List<TokenIssuer> issuers) {
    String secret = TOKEN_SECRET.read(root, environment);
    if (secret == null) {
      return null;
    }
    SecretKey key = hmacKey(secret);
    SettingsNode node =
        TOKEN_SECRET.variable().isSet(root)
            ? TOKEN_SECRET.variable().at(root)
            : TOKEN_SECRET.literal().at(root);
    if (key.getEncoded().length < UserTokens.MIN_SECRET_BYTES) {
      throw node.invalid(
          "needs a secret of 32 bytes or more, such as the output of openssl rand -base64 32");
    }
    boolean isShared =
        issuers.stream()
            .map(TokenIssuer::keys)
            .anyMatch(keys -> keys instanceof TokenKeys.Shared(var shared) && shared.equals(key));
    if (isShared) {
      throw node.invalid("needs a secret of its own, not that of an issuer under auth.jwt");
    }
    return key;
  }

  /** A key, unlike a text, is not printed with the settings. */
  private static SecretKey hmacKey(String secret) {
    return new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256");
  }

  static LimitSettings limits(SettingsNode root) {
    return new LimitSettings(
        new Quota(USER_TURNS.readOrNull(root), USER_TOKENS.readOrNull(root)),
        new Quota(TENANT_TURNS.readOrNull(root), TENANT_TOKENS.readOrNull(root)),
        ACTIVE_TURNS.readOrNull(root),
        UNAUTHENTICATED_PER_ADDRESS.read(root));
  }
}
