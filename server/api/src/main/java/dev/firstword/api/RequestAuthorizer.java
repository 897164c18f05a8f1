package dev.firstword.api;

import dev.firstword.api.PendingAuthentication.Authenticated;
import dev.firstword.core.identity.Authenticator;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.limit.GrantedTurns;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests, authorizes them by role, reads their bodies, runs blocking work on a
 * virtual thread and returns its result to the event loop.
 *
 * @param requiresCredentials false if every caller is the one local user, who also operates the
 *     server
 * @param grantedTurns limits the turns of callers whose credentials are limited
 * @param bodyBudget the memory for the bodies of all requests
 * @param processingBudget the memory for what these are decoded to
 */
record RequestAuthorizer(
    Authenticator authenticator,
    boolean requiresCredentials,
    ExecutorService virtualThreads,
    GrantedTurns grantedTurns,
    BodyBudget bodyBudget,
    BodyBudget processingBudget) {

  /** The roles that own turns and conversations. An operator can't read user content. */
  private static final Set<Role> USER_ROLES = Set.of(Role.USER, Role.SERVICE);

  private static final String BEARER = "Bearer ";

  /** Runs {@code work} on the caller's own data, then {@code then} on the event loop. */
  <T> void forCaller(RequestContext context, Function<Caller, T> work, Consumer<T> then) {
    forRoles(USER_ROLES, context, principal -> work.apply(principal.caller()), then);
  }

  /** Runs {@code work} on the caller's own data and the request body, then {@code then}. */
  <T> void forCaller(
      RequestContext context,
      RequestBodyReader.Limits limits,
      BiFunction<Caller, byte[], T> work,
      Consumer<T> then) {
    forRoles(
        USER_ROLES,
        context,
        limits,
        (principal, body) -> work.apply(principal.caller(), body),
        then);
  }

  /** Runs {@code work} for a caller with all its rights and the request body, then {@code then}. */
  <T> void forPrincipal(
      RequestContext context,
      RequestBodyReader.Limits limits,
      BiFunction<Principal, byte[], T> work,
      Consumer<T> then) {
    forRoles(USER_ROLES, context, limits, work, then);
  }

  /** Runs {@code work} for a service and the request body, then {@code then}. */
  <T> void forService(
      RequestContext context,
      RequestBodyReader.Limits limits,
      BiFunction<Principal, byte[], T> work,
      Consumer<T> then) {
    forRoles(Set.of(Role.SERVICE), context, limits, work, then);
  }

  /**
   * Runs {@code work} for an operator, who sees metrics but no user content, then {@code then} on
   * the event loop.
   */
  <T> void forOperator(RequestContext context, Function<Principal, T> work, Consumer<T> then) {
    forRoles(requiresCredentials ? Set.of(Role.OPERATOR) : USER_ROLES, context, work, then);
  }

  /** Runs {@code work} for any authenticated principal, then {@code then} on the event loop. */
  <T> void forAnyRole(RequestContext context, Function<Principal, T> work, Consumer<T> then) {
    forRoles(Set.of(Role.values()), context, work, then);
  }

  /** Runs {@code work} for any authenticated principal and the request body, then {@code then}. */
  <T> void forAnyRole(
      RequestContext context,
      RequestBodyReader.Limits limits,
      BiFunction<Principal, byte[], T> work,
      Consumer<T> then) {
    forRoles(Set.of(Role.values()), context, limits, work, then);
  }

  /**
   * Reads the body of a request of a caller who may have turns, while the caller is authenticated.
   *
   * @param work runs on a virtual thread, may have to wait for the authentication, and has to close
   *     the body
   */
  void readWhileAuthenticating(
      RequestContext context,
      RequestBodyReader.Limits limits,
      BiConsumer<PendingAuthentication, RequestBody> work) {
    PendingAuthentication authentication = startAuthentication(context);
    readBody(
        context,
        authentication,
        limits,
        body -> context.runBlocking(virtualThreads, () -> work.accept(authentication, body)));
  }

  /** The same, and then runs {@code then} with the result on the event loop. */
  <T> void readWhileAuthenticating(
      RequestContext context,
      RequestBodyReader.Limits limits,
      BiFunction<PendingAuthentication, RequestBody, T> work,
      Consumer<T> then) {
    PendingAuthentication authentication = startAuthentication(context);
    readBody(
        context,
        authentication,
        limits,
        body -> context.runBlocking(virtualThreads, () -> work.apply(authentication, body), then));
  }

  /**
   * Reads the body of a request whose authentication has started.
   *
   * @param then receives the body, which it has to close, on the event loop
   */
  void readBody(
      RequestContext context,
      PendingAuthentication authentication,
      RequestBodyReader.Limits limits,
      Consumer<RequestBody> then) {
    RequestBodyReader.read(context, limits, bodyBudget, authentication, then);
  }

  /** Starts to authenticate a request, including whether the caller may have turns. */
  PendingAuthentication startAuthentication(RequestContext context) {
    String authorization = authorization(context);
    String onBehalfOf = context.header("firstword-user");
    Optional<Caller> claimedCaller;
    try {
      claimedCaller =
          authenticator
              .claimedPrincipal(authorization, onBehalfOf)
              .filter(principal -> USER_ROLES.contains(principal.role()))
              .map(Principal::caller);
    } catch (ProblemException _) {
      claimedCaller = Optional.empty(); // Reported by the authentication itself.
    }
    return new PendingAuthentication(claimedCaller, authenticate(USER_ROLES, context));
  }

  private CompletableFuture<Authenticated> authenticate(Set<Role> roles, RequestContext context) {
    String authorization = authorization(context);
    String onBehalfOf = context.header("firstword-user");
    CompletableFuture<Authenticated> authentication = new CompletableFuture<>();
    try {
      virtualThreads.execute(() -> {
        try {
          Principal principal = authenticator.authenticate(authorization, onBehalfOf);
          requireRole(roles, principal);
          authentication.complete(new Authenticated(principal, context.loop().nanoTime()));
        } catch (RuntimeException | Error e) {
          authentication.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException _) {
      authentication.completeExceptionally(new ProblemException(Problem.shuttingDown()));
    }
    return authentication;
  }

  private static void requireRole(Set<Role> roles, Principal principal) {
    if (!roles.contains(principal.role())) {
      throw new ProblemException(
          Problem.forbidden("The role of your key does not allow this. Use another key."));
    }
  }

  private <T> void forRoles(
      Set<Role> roles, RequestContext context, Function<Principal, T> work, Consumer<T> then) {
    String authorization = authorization(context);
    String onBehalfOf = context.header("firstword-user");
    context.runBlocking(
        virtualThreads,
        () -> {
          Principal principal = authenticator.authenticate(authorization, onBehalfOf);
          requireRole(roles, principal);
          return work.apply(principal);
        },
        then);
  }

  private <T> void forRoles(
      Set<Role> roles,
      RequestContext context,
      RequestBodyReader.Limits limits,
      BiFunction<Principal, byte[], T> work,
      Consumer<T> then) {
    PendingAuthentication authentication =
        new PendingAuthentication(Optional.empty(), authenticate(roles, context));
    readBody(
        context,
        authentication,
        limits,
        body ->
            context.runBlocking(
                virtualThreads,
                () -> {
                  try (body) {
                    body.requireProcessingMemory(processingBudget);
                    return work.apply(authentication.await().principal(), body.bytes());
                  }
                },
                then));
  }

  /** Returns the key or token of a request, unverified; empty if it has none. */
  static Optional<String> bearer(RequestContext context) {
    return Optional.ofNullable(authorization(context))
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  /**
   * Returns the credentials of a request as an {@code Authorization} header: those of the header
   * itself, or of {@code x-api-key}, which SDKs of providers send.
   *
   * @throws ProblemException with status 401 if it has several that differ
   */
  private static @Nullable String authorization(RequestContext context) {
    List<String> sent =
        Stream.concat(
                context.headerValues("authorization").stream().map(String::strip),
                context.headerValues("x-api-key").stream().map(key -> BEARER + key.strip()))
            .distinct()
            .toList();
    if (sent.size() > 1) {
      throw new ProblemException(
          Problem.unauthorized(
              "The headers Authorization and x-api-key have different keys. Send one of them."));
    }
    return sent.isEmpty() ? null : sent.getFirst();
  }
}
