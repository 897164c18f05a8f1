package dev.firstword.http;

import dev.firstword.http.Identification.Identified;
import dev.firstword.identity.Authenticator;
import dev.firstword.identity.Caller;
import dev.firstword.identity.Principal;
import dev.firstword.identity.Role;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lets those who may through to blocking work, and hands its result back to the loop.
 *
 * @param asksForKeys false where everybody is the one local user, who runs the server too
 */
record Access(Authenticator authenticator, boolean asksForKeys, ExecutorService virtualThreads) {

  /** Who has turns and conversations; an operator reads nothing that people wrote. */
  private static final Set<Role> PEOPLE = Set.of(Role.USER, Role.SERVICE);

  /** Runs the work for whoever is asking about what is theirs, then {@code then} on the loop. */
  <T> void forCaller(Exchange exchange, Function<Caller, T> work, Consumer<T> then) {
    forRoles(PEOPLE, exchange, principal -> work.apply(principal.caller()), then);
  }

  /** The same for those who run the server, who see figures and nothing that people wrote. */
  <T> void forOperator(Exchange exchange, Function<Principal, T> work, Consumer<T> then) {
    forRoles(asksForKeys ? Set.of(Role.OPERATOR) : PEOPLE, exchange, work, then);
  }

  /** The same for whoever may come in at all. */
  <T> void forAnybody(Exchange exchange, Function<Principal, T> work, Consumer<T> then) {
    forRoles(Set.of(Role.values()), exchange, work, then);
  }

  /** Begins to find out who is asking. Whether they may have turns is found out with it. */
  Identification identify(Exchange exchange) {
    String authorization = exchange.header("authorization");
    String onBehalfOf = exchange.header("firstword-user");
    Optional<Caller> seeming;
    try {
      seeming =
          authenticator
              .seeming(authorization, onBehalfOf)
              .filter(principal -> PEOPLE.contains(principal.role()))
              .map(Principal::caller);
    } catch (RefusedException _) {
      seeming = Optional.empty(); // Told when it is found out in earnest.
    }
    CompletableFuture<Identified> identified = new CompletableFuture<>();
    try {
      virtualThreads.execute(() -> {
        try {
          Principal principal = authenticator.authenticate(authorization, onBehalfOf);
          requireRole(PEOPLE, principal);
          identified.complete(new Identified(principal, System.nanoTime()));
        } catch (RuntimeException e) {
          identified.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException _) {
      identified.completeExceptionally(new RefusedException(Problem.shuttingDown()));
    }
    return new Identification(seeming, identified);
  }

  private static void requireRole(Set<Role> roles, Principal principal) {
    if (!roles.contains(principal.role())) {
      throw new RefusedException(
          Problem.forbidden("This is not for the role of your key. Use another key."));
    }
  }

  private <T> void forRoles(
      Set<Role> roles, Exchange exchange, Function<Principal, T> work, Consumer<T> then) {
    String authorization = exchange.header("authorization");
    String onBehalfOf = exchange.header("firstword-user");
    exchange.blocking(
        virtualThreads,
        () -> {
          Principal principal = authenticator.authenticate(authorization, onBehalfOf);
          requireRole(roles, principal);
          return work.apply(principal);
        },
        then);
  }
}
