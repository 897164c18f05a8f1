package dev.firstword.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.identity.Caller;
import dev.firstword.identity.limit.Allowance;
import dev.firstword.identity.token.TokenAlgorithm;
import dev.firstword.identity.token.TokenIssuer;
import dev.firstword.identity.token.TokenIssuer.Claims;
import dev.firstword.identity.token.TokenKeys;
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

/** Reads the part of the settings that says who may come in, and how much they may. */
final class AccessSettingsReader {

  private static final int MOST_PER_MINUTE = 1_000_000_000;

  /** A name or an address; a port would never match, as ports are not looked at. */
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?::1]?");

  private final Map<String, String> environment;
  private final Path folder;

  /**
   * A reader.
   *
   * @param folder where files that are named relatively are
   */
  AccessSettingsReader(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  List<TokenIssuer> tokenIssuers(SettingsNode auth) {
    List<SettingsNode> nodes = auth.only("jwt").at("jwt").each(node -> node);
    Set<String> names = new HashSet<>();
    for (SettingsNode node : nodes) {
      SettingsNode issuer = node.at("issuer");
      if (!names.add(issuer.requiredText())) {
        throw issuer.wrong("is there twice; an issuer's tokens have one set of rules");
      }
    }
    return nodes.stream().map(this::tokenIssuer).toList();
  }

  private TokenIssuer tokenIssuer(SettingsNode node) {
    node.only(
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
        Set.copyOf(node.at("algorithms").each(AccessSettingsReader::algorithm));
    try {
      return new TokenIssuer(
          node.at("issuer").requiredText(),
          node.at("audience").requiredText(),
          algorithms,
          keys(node),
          new Claims(
              node.at("tenant_claim").text(Claims.USUAL.tenant()),
              node.at("user_claim").text(Claims.USUAL.user()),
              node.at("role_claim").text(Claims.USUAL.role())),
          tenant(node.at("tenant")));
    } catch (IllegalArgumentException e) {
      throw node.wrong(Objects.requireNonNullElse(e.getMessage(), "can't be used"));
    }
  }

  private static TokenAlgorithm algorithm(SettingsNode node) {
    return switch (node.requiredText()) {
      case "HS256" -> TokenAlgorithm.HS256;
      case "RS256" -> TokenAlgorithm.RS256;
      case "ES256" -> TokenAlgorithm.ES256;
      default -> throw node.wrong("must be HS256, RS256 or ES256");
    };
  }

  private static @Nullable String tenant(SettingsNode node) {
    String tenant = node.text();
    if (tenant != null && !Caller.isName(tenant)) {
      throw node.wrong("must be a name of 1 to 255 characters");
    }
    return tenant;
  }

  private TokenKeys keys(SettingsNode node) {
    List<SettingsNode> sources =
        List.of(node.at("jwks_url"), node.at("public_key_file"), node.at("secret_env")).stream()
            .filter(SettingsNode::isPresent)
            .toList();
    if (sources.size() != 1) {
      throw node.wrong("needs one of jwks_url, public_key_file and secret_env");
    }
    if (node.at("jwks_url").isPresent()) {
      return published(node.at("jwks_url"));
    }
    return node.at("public_key_file").isPresent()
        ? publicKey(node.at("public_key_file"))
        : shared(node.at("secret_env"));
  }

  private static TokenKeys published(SettingsNode node) {
    URI address;
    try {
      address = URI.create(node.requiredText());
    } catch (IllegalArgumentException _) {
      throw node.wrong("is not an address");
    }
    boolean local = address.getHost() != null && LOOPBACK.matcher(address.getHost()).matches();
    if (address.getHost() == null
        || !("https".equals(address.getScheme())
            || (local && "http".equals(address.getScheme())))) {
      // Whoever can change the keys on their way can sign in as anybody.
      throw node.wrong("must begin with https:// and name a host; http:// only on this machine");
    }
    return new TokenKeys.Published(address);
  }

  private TokenKeys publicKey(SettingsNode node) {
    Path file = folder.resolve(node.requiredText());
    try {
      return new TokenKeys.Public(PublicKeyFile.read(file));
    } catch (IOException e) {
      throw node.wrong("names " + file + ", which can't be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw node.wrong("names " + file + ", which " + e.getMessage());
    }
  }

  private TokenKeys shared(SettingsNode node) {
    String secret = environment.get(node.requiredText());
    if (secret == null || secret.isBlank()) {
      throw node.wrong("names " + node.text() + ", which is not set in the environment");
    }
    return new TokenKeys.Shared(new SecretKeySpec(secret.strip().getBytes(UTF_8), "HmacSHA256"));
  }

  static Set<String> hosts(SettingsNode node) {
    return node.each(AccessSettingsReader::host).stream().collect(Collectors.toUnmodifiableSet());
  }

  private static String host(SettingsNode node) {
    String host = node.requiredText();
    if (!HOST.matcher(host).matches()) {
      throw node.wrong("must be a host's name without a port, such as chat.example.com");
    }
    return host.toLowerCase(Locale.ROOT);
  }

  static LimitSettings limits(SettingsNode node) {
    node.only("user", "tenant", "active_turns", "ahead_per_address");
    return new LimitSettings(
        allowance(node.at("user")),
        allowance(node.at("tenant")),
        node.at("active_turns").whole(1, 1_000_000),
        node.at("ahead_per_address")
            .whole(LimitSettings.UNLIMITED.aheadPerAddress(), 0, 1_000_000));
  }

  private static Allowance allowance(SettingsNode node) {
    node.only("turns_per_minute", "tokens_per_minute");
    return new Allowance(
        node.at("turns_per_minute").whole(1, MOST_PER_MINUTE),
        node.at("tokens_per_minute").whole(1, MOST_PER_MINUTE));
  }
}
