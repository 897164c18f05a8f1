package dev.firstword.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.limit.Quota;
import dev.firstword.core.identity.token.TokenAlgorithm;
import dev.firstword.core.identity.token.TokenIssuer;
import dev.firstword.core.identity.token.TokenIssuer.ClaimNames;
import dev.firstword.core.identity.token.TokenKeys;
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
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads the settings for authentication, accepted host names and rate limits. */
final class AccessSettingsReader {

  private static final int MAX_PER_MINUTE = 1_000_000_000;

  /** A host name or an address. A port would never match, since ports are ignored. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

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

  List<TokenIssuer> tokenIssuers(SettingsNode auth) {
    List<SettingsNode> nodes = auth.allowKeys("jwt").at("jwt").list(node -> node);
    Set<String> names = new HashSet<>();
    for (SettingsNode node : nodes) {
      SettingsNode issuer = node.at("issuer");
      if (!names.add(issuer.requiredText())) {
        throw issuer.invalid("is there twice; an issuer's tokens have one set of rules");
      }
    }
    return nodes.stream().map(this::tokenIssuer).toList();
  }

  private TokenIssuer tokenIssuer(SettingsNode node) {
    node.allowKeys(
        "issuer",
        "audience",
        "algorithms",
        "jwks_url",
        "public_key_file",
        "secret_env",
        "tenant_claim",
        "user_claim",
        "role_claim",
        "tenant");
    Set<TokenAlgorithm> algorithms =
        Set.copyOf(node.at("algorithms").list(AccessSettingsReader::algorithm));
    try {
      return new TokenIssuer(
          node.at("issuer").requiredText(),
          node.at("audience").requiredText(),
          algorithms,
          keys(node),
          new ClaimNames(
              node.at("tenant_claim").text(ClaimNames.DEFAULT.tenant()),
              node.at("user_claim").text(ClaimNames.DEFAULT.user()),
              node.at("role_claim").text(ClaimNames.DEFAULT.role())),
          tenant(node.at("tenant")));
    } catch (IllegalArgumentException e) {
      throw node.invalid(Objects.requireNonNullElse(e.getMessage(), "can't be used"));
    }
  }

  private static TokenAlgorithm algorithm(SettingsNode node) {
    return switch (node.requiredText()) {
      case "HS256" -> TokenAlgorithm.HS256;
      case "RS256" -> TokenAlgorithm.RS256;
      case "ES256" -> TokenAlgorithm.ES256;
      default -> throw node.invalid("must be HS256, RS256 or ES256");
    };
  }

  private static @Nullable String tenant(SettingsNode node) {
    String tenant = node.text();
    if (tenant != null && !Caller.isValidName(tenant)) {
      throw node.invalid("must be a name of 1 to 255 characters");
    }
    return tenant;
  }

  private TokenKeys keys(SettingsNode node) {
    List<SettingsNode> sources =
        List.of(node.at("jwks_url"), node.at("public_key_file"), node.at("secret_env")).stream()
            .filter(SettingsNode::isPresent)
            .toList();
    if (sources.size() != 1) {
      throw node.invalid("needs one of jwks_url, public_key_file and secret_env");
    }
    if (node.at("jwks_url").isPresent()) {
      return publishedKeys(node.at("jwks_url"));
    }
    return node.at("public_key_file").isPresent()
        ? publicKey(node.at("public_key_file"))
        : sharedSecret(node.at("secret_env"));
  }

  private static TokenKeys publishedKeys(SettingsNode node) {
    URI address;
    try {
      address = URI.create(node.requiredText());
    } catch (IllegalArgumentException _) {
      throw node.invalid("is not an address");
    }
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
    String secret = environment.get(node.requiredText());
    if (secret == null || secret.isBlank()) {
      throw node.invalid("names " + node.text() + ", which is not set in the environment");
    }
    return new TokenKeys.Shared(new SecretKeySpec(secret.strip().getBytes(UTF_8), "HmacSHA256"));
  }

  static Set<String> allowedHosts(SettingsNode node) {
    return node.list(AccessSettingsReader::host).stream().collect(Collectors.toUnmodifiableSet());
  }

  private static String host(SettingsNode node) {
    String host = node.requiredText();
    if (!HOST.matcher(host).matches()) {
      throw node.invalid("must be a host's name without a port, such as chat.example.com");
    }
    return host.toLowerCase(Locale.ROOT);
  }

  static LimitSettings limits(SettingsNode node) {
    node.allowKeys("user", "tenant", "active_turns_per_user", "unauthenticated_per_address");
    return new LimitSettings(
        allowance(node.at("user")),
        allowance(node.at("tenant")),
        node.at("active_turns_per_user").integer(1, 1_000_000),
        node.at("unauthenticated_per_address")
            .integer(LimitSettings.UNLIMITED.unauthenticatedPerAddress(), 0, 1_000_000));
  }

  private static Quota allowance(SettingsNode node) {
    node.allowKeys("turns_per_minute", "tokens_per_minute");
    return new Quota(
        node.at("turns_per_minute").integer(1, MAX_PER_MINUTE),
        node.at("tokens_per_minute").integer(1, MAX_PER_MINUTE));
  }
}
