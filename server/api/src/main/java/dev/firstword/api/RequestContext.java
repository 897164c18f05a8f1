package dev.firstword.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.Redaction;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.ServerRequest;
import dev.firstword.relay.server.ServerResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response. Confined to its event loop. Every failure, errors included, ends in
 * a problem response, or closes the connection where a response has begun.
 */
final class RequestContext {

  static final JsonMapper JSON = new JsonMapper();

  private static final Logger log = LoggerFactory.getLogger(RequestContext.class);
  private static final String USER_PATH = "/api/users/";

  private final ServerRequest request;
  private final EventLoop loop;
  private final long receivedNanos;
  private final RefusalCounts refusals;
  private ProblemFormat problemFormat = RequestContext::sendProblemJson;

  RequestContext(ServerRequest request, RefusalCounts refusals) {
    this.request = request;
    this.refusals = refusals;
    this.loop = request.loop();
    this.receivedNanos = loop.nanoTime();
  }

  /** Sends a problem in the form that the clients of a route know. */
  interface ProblemFormat {
    void send(RequestContext context, Problem problem);
  }

  /** Sends problems of this request in another form than problem details. */
  void formatProblems(ProblemFormat format) {
    problemFormat = format;
  }

  ServerRequest request() {
    return request;
  }

  ServerResponse response() {
    return request.response();
  }

  EventLoop loop() {
    return loop;
  }

  /** Returns when the request head was received, on the loop's clock. */
  long receivedNanos() {
    return receivedNanos;
  }

  String path() {
    return request.path();
  }

  /** Returns the client's address, without the port. */
  String remoteHost() {
    InetSocketAddress remote = request.remoteAddress();
    InetAddress address = remote == null ? null : remote.getAddress();
    return address == null ? "" : address.getHostAddress();
  }

  @Nullable String header(String name) {
    return request.header(name);
  }

  /** Returns all values of a header that was sent several times. */
  List<String> headerValues(String name) {
    return request.headerValues(name);
  }

  @Nullable String query(String name) {
    try {
      return request.parameter(name);
    } catch (IllegalArgumentException _) {
      throw new ProblemException(
          Problem.malformed("The address contains an invalid escape, such as %zz."));
    }
  }

  /**
   * Returns an integer query parameter.
   *
   * @throws ProblemException with status 400 if it is not an integer from {@code least} to {@code
   *     most}
   */
  int query(String name, int defaultValue, int min, int max) {
    String value = query(name);
    if (value == null) {
      return defaultValue;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Rejected below, like a number out of range.
    }
    throw new ProblemException(
        Problem.malformed(
            "The parameter \"" + name + "\" must be a number from " + min + " to " + max + "."));
  }

  /**
   * Returns whether unknown fields of the body are to be rejected: {@code ?strict}, with any value
   * but {@code false}.
   */
  boolean isStrict() {
    String strict = query("strict");
    return strict != null && !strict.equals("false");
  }

  /**
   * Runs blocking work on a virtual thread, then calls {@code then} with its result on the event
   * loop. Responds to whatever either throws.
   *
   * @throws ProblemException if the server is shutting down; then the work never runs
   */
  <T> void runBlocking(ExecutorService virtualThreads, Callable<T> work, Consumer<T> then) {
    runGuardedOn(
        virtualThreads,
        () -> {
          T result = work.call();
          runOnLoop(() -> then.accept(result));
          return result;
        });
  }

  /**
   * Runs blocking work on a virtual thread, and responds to whatever it throws.
   *
   * @throws ProblemException if the server is shutting down; then the work never runs
   */
  void runBlocking(ExecutorService virtualThreads, Runnable work) {
    runGuardedOn(virtualThreads, Executors.callable(work));
  }

  private void runGuardedOn(ExecutorService virtualThreads, Callable<?> work) {
    try {
      virtualThreads.execute(() -> {
        try {
          work.call();
        } catch (OutOfMemoryError e) {
          throw e; // Ends the process.
        } catch (Exception | Error e) {
          loop.execute(() -> sendFailure(e));
        }
      });
    } catch (RejectedExecutionException e) {
      throw new ProblemException(Problem.shuttingDown(), e);
    }
  }

  /** Runs a task on the loop, and responds to whatever it throws. */
  void runOnLoop(Runnable task) {
    loop.execute(() -> runGuarded(task));
  }

  /** Runs a task on the loop once the future completes; if it fails, responds with the problem. */
  void runOnLoopAfter(CompletableFuture<?> future, Runnable task) {
    var _ =
        future.whenComplete((_, failure) -> {
          if (failure == null) {
            runOnLoop(task);
          } else {
            Throwable cause =
                failure instanceof CompletionException
                    ? Objects.requireNonNullElse(failure.getCause(), failure)
                    : failure;
            loop.execute(() -> sendFailure(cause));
          }
        });
  }

  /** Runs a task and responds to whatever it throws. */
  void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      sendFailure(e);
    }
  }

  /**
   * Responds with a problem, or closes the connection if the response has already begun: either
   * way, no client is left waiting.
   */
  void sendFailure(Throwable failure) {
    if (failure instanceof OutOfMemoryError e) {
      throw e; // Ends the process.
    }
    if (!(failure instanceof ProblemException)) {
      log.atError()
          .addKeyValue(
              "trace_id",
              TraceContext.childOf(header("traceparent")).map(TraceContext::traceId).orElse(null))
          .setCause(failure)
          .log("{} {} failed", request.method(), loggedPath());
    }
    if (response().isHeadWritten() && !response().isEnded()) {
      response().close();
    } else {
      sendProblem(
          failure instanceof ProblemException refused ? refused.problem() : Problem.internal());
    }
  }

  /** Returns the path without the id of a user. */
  private String loggedPath() {
    String path = request.path();
    return path.startsWith(USER_PATH)
        ? USER_PATH + Redaction.of(path.substring(USER_PATH.length()))
        : path;
  }

  void sendJson(int status, JsonNode body) {
    send(status, "application/json", body);
  }

  /** Responds with JSON as it is. */
  void sendJson(int status, byte[] body) {
    if (!isResponseStarted()) {
      send(status, "application/json", body);
    }
  }

  /** Responds with JSON objects, one a line. */
  void sendLines(byte[] lines) {
    if (!isResponseStarted()) {
      send(200, "application/x-ndjson", lines);
    }
  }

  /** Responds with a status and no body. */
  void sendEmpty(int status) {
    if (!isResponseStarted()) {
      response().status(status).end();
    }
  }

  void sendProblem(Problem problem) {
    if (!isResponseStarted()) {
      refusals.add(problem);
      if (problem.status() == 401) {
        response().header("www-authenticate", "Bearer"); // RFC 9110 requires it with every 401.
      }
    }
    problemFormat.send(this, problem);
  }

  private void sendProblemJson(Problem problem) {
    send(problem.status(), "application/problem+json", problemJson(problem), problem.retryAfter());
  }

  /** Sends a problem whose words the SDKs of providers find, too. */
  void sendProblemWithError(Problem problem) {
    ObjectNode body = problemJson(problem);
    body.putObject("error")
        .put("message", problem.detail())
        .put("type", "invalid_request_error")
        .put("code", problem.code());
    send(problem.status(), "application/problem+json", body, problem.retryAfter());
  }

  /** Responds with an error in a form of its own. */
  void sendJsonError(int status, JsonNode body, @Nullable Duration retryAfter) {
    send(status, "application/json", body, retryAfter);
  }

  /**
   * Responds with a problem to a request whose body is not read to its end, and closes the
   * connection, which can't be reused.
   */
  void sendProblemAndClose(Problem problem) {
    response().closeAfterEnd();
    sendProblem(problem);
  }

  private static ObjectNode problemJson(Problem problem) {
    ObjectNode body = JSON.createObjectNode();
    body.put("type", "urn:firstword:problem:" + problem.code());
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("detail", problem.detail());
    body.put("code", problem.code());
    body.put("action", problem.action().wireName());
    return body;
  }

  private void send(int status, String mediaType, JsonNode body) {
    send(status, mediaType, body, null);
  }

  private void send(int status, String mediaType, JsonNode body, @Nullable Duration retryAfter) {
    if (isResponseStarted()) {
      return;
    }
    if (retryAfter != null) {
      response().header("retry-after", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    try {
      send(status, mediaType, JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private void send(int status, String mediaType, byte[] body) {
    response()
        .status(status)
        .header("content-type", mediaType)
        .header("cache-control", "no-store")
        .header("x-content-type-options", "nosniff")
        .end(body);
  }

  private boolean isResponseStarted() {
    return response().isHeadWritten() || response().isClosed() || response().isEnded();
  }
}
