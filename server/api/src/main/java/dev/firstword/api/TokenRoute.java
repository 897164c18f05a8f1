package dev.firstword.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Grant;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.key.IssuedKey;
import dev.firstword.core.identity.token.UserTokens;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/tokens}: a service gets a token for one of its users, with which that user's
 * page calls the server itself.
 */
final class TokenRoute {

  private static final int MAX_BODY_BYTES = 16 * 1024;
  private static final int MAX_TURNS_PER_MINUTE = 1_000_000;

  private final Optional<UserTokens> tokens;
  private final RequestAuthorizer authorizer;
  private final Set<String> profiles;
  private final RequestBodyReader.Limits bodyLimits;
  private final Clock clock;

  /** Creates the route; {@code tokens} is empty if the server has no secret to sign them with. */
  TokenRoute(
      Optional<UserTokens> tokens,
      RequestAuthorizer authorizer,
      List<Profile> profiles,
      Duration bodyTimeout,
      Clock clock) {
    this.tokens = tokens;
    this.authorizer = authorizer;
    this.profiles = profiles.stream().map(Profile::name).collect(Collectors.toUnmodifiableSet());
    this.bodyLimits = new RequestBodyReader.Limits(MAX_BODY_BYTES, bodyTimeout);
    this.clock = clock;
  }

  void addTo(Routes routes) {
    routes.add(HttpMethod.POST, "/api/tokens", this::issueToken);
  }

  private void issueToken(RequestContext context, String variable) {
    RequestBodyReader.requireJson(context);
    String keyId =
        RequestAuthorizer.bearer(context).flatMap(IssuedKey::parse).map(IssuedKey::id).orElse(null);
    authorizer.forService(
        context,
        bodyLimits,
        (service, body) -> issue(service, keyId, JsonBody.read(body)),
        issued -> context.sendJson(201, json(issued)));
  }

  private UserTokens.Issued issue(Principal service, @Nullable String keyId, JsonBody body) {
    if (keyId == null) {
      throw new ProblemException(
          Problem.forbidden("Tokens are issued to API keys with the role \"service\" only."));
    }
    UserTokens signer =
        tokens.orElseThrow(() ->
            new ProblemException(
                Problem.notAnswerable(
                    "This server has no secret to sign tokens with. Set auth.tokens.secret_env.")));
    String user = body.text("user", 255);
    if (user == null) {
      throw JsonBody.malformed("The field \"user\" is missing.");
    }
    Caller caller = service.actingFor(user).caller();
    int seconds =
        body.integer(
            "expires_in",
            (int) UserTokens.DEFAULT_LIFETIME.toSeconds(),
            (int) UserTokens.MIN_LIFETIME.toSeconds(),
            (int) UserTokens.MAX_LIFETIME.toSeconds());
    return signer.issue(keyId, caller, Duration.ofSeconds(seconds), grant(body));
  }

  private Grant grant(JsonBody body) {
    int turns = body.integer("turns_per_minute", 0, 1, MAX_TURNS_PER_MINUTE);
    return new Grant(grantedProfiles(body.root().path("profiles")), turns == 0 ? null : turns);
  }

  private Set<String> grantedProfiles(JsonNode list) {
    if (list.isMissingNode() || list.isNull()) {
      return Set.of();
    }
    Set<String> granted = new LinkedHashSet<>();
    for (JsonNode name : list) {
      if (!profiles.contains(name.asText())) {
        throw new ProblemException(Problem.unknownProfile(name.asText()));
      }
      granted.add(name.asText());
    }
    if (!list.isArray() || granted.isEmpty()) {
      throw JsonBody.malformed("The field \"profiles\" must be a list of at least one profile.");
    }
    return granted;
  }

  private ObjectNode json(UserTokens.Issued issued) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("token", issued.token());
    body.put("expires_at", issued.expiresAt().toString());
    body.put("expires_in", Duration.between(clock.instant(), issued.expiresAt()).toSeconds());
    return body;
  }
}
