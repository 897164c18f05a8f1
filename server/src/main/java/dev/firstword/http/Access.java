package dev.firstword.http;

import dev.firstword.identity.Authenticator;
import dev.firstword.identity.Caller;
import dev.firstword.identity.Principal;
import dev.firstword.identity.Role;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/** Lets those who may through to blocking work, and hands its result back to the loop. */
record Access(Authenticator authenticator, ExecutorService virtualThreads) {

  /** Who has turns and conversations; an operator reads nothing that people wrote. */
  private static final Set<Role> PEOPLE = Set.of(Role.USER, Role.SERVICE);

  /** Runs the work for whoever is asking about what is theirs, then {@code then} on the loop. */
  <T> void forCaller(Exchange exchange, Function<Caller, T> work, Consumer<T> then) {
    forRoles(PEOPLE, exchange, principal -> work.apply(principal.caller()), then);
  }

  private <T> void forRoles(
      Set<Role> roles, Exchange exchange, Function<Principal, T> work, Consumer<T> then) {
    String authorization = exchange.header("authorization");
    String onBehalfOf = exchange.header("firstword-user");
    exchange.blocking(
        virtualThreads,
        () -> {
          Principal principal = authenticator.authenticate(authorization, onBehalfOf);
          if (!roles.contains(principal.role())) {
            throw new RefusedException(
                Problem.forbidden("This is not for the role of your key. Use another key."));
          }
          return work.apply(principal);
        },
        then);
  }
}
