package dev.firstword.http;

import dev.firstword.identity.Authenticator;
import dev.firstword.identity.Caller;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/** Lets known callers through to blocking work, and hands its result back to the loop. */
record Access(Authenticator authenticator, ExecutorService virtualThreads) {

  /** Runs the work for whoever is asking, then {@code then} on the loop. */
  <T> void forCaller(Exchange exchange, Function<Caller, T> work, Consumer<T> then) {
    String authorization = exchange.header("authorization");
    exchange.blocking(
        virtualThreads, () -> work.apply(authenticator.authenticate(authorization)), then);
  }
}
