package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.server.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Maps requests to handlers. A pattern is a path in which one or two segments may be variables,
 * such as {@code {id}}, which match any segment. Patterns are tried in the order in which they were
 * added.
 */
public final class Routes {

  private final List<Route> routes = new ArrayList<>();
  private final Consumer<RequestContext> fallback;
  private final Function<RequestContext, Optional<Problem>> guard;
  private final CorsPolicy cors;

  /**
   * Creates an empty table.
   *
   * @param fallback handles a GET or HEAD request of a path outside the API that no route matches
   * @param guard returns why a request is rejected before routing; empty to accept it
   * @param cors the pages of other origins that may use the API
   */
  Routes(
      Consumer<RequestContext> fallback,
      Function<RequestContext, Optional<Problem>> guard,
      CorsPolicy cors) {
    this.fallback = fallback;
    this.cors = cors;
    this.guard = guard;
  }

  /** Handles a request; {@code variable} is the path's variable segment, empty if it has none. */
  interface Handler {
    void handle(RequestContext context, String variable);
  }

  /** Handles a request whose path has two variable segments. */
  interface TwoVariableHandler {
    void handle(RequestContext context, String first, String second);
  }

  private interface MatchHandler {
    void handle(RequestContext context, List<String> variables);
  }

  private record Route(HttpMethod method, List<String> segments, MatchHandler handler) {

    @Override
    public String toString() {
      return method.name() + " /" + String.join("/", segments);
    }

    /** Returns the variable segments; null if the path does not match. */
    @Nullable List<String> match(List<String> path) {
      if (path.size() != segments.size()) {
        return null;
      }
      List<String> variables = new ArrayList<>(2);
      for (int i = 0; i < path.size(); i++) {
        String segment = segments.get(i);
        if (segment.startsWith("{")) {
          variables.add(path.get(i));
        } else if (!segment.equals(path.get(i))) {
          return null;
        }
      }
      return variables;
    }
  }

  /** Adds a route whose path has at most one variable segment. */
  Routes add(HttpMethod method, String pattern, Handler handler) {
    routes.add(
        new Route(
            method,
            segments(pattern),
            (context, variables) ->
                handler.handle(context, variables.isEmpty() ? "" : variables.getFirst())));
    return this;
  }

  /** Adds a route whose path has two variable segments. */
  Routes add(HttpMethod method, String pattern, TwoVariableHandler handler) {
    routes.add(
        new Route(
            method,
            segments(pattern),
            (context, variables) ->
                handler.handle(context, variables.getFirst(), variables.getLast())));
    return this;
  }

  /** Returns the method and the pattern of each route, such as {@code GET /api/turns/{id}}. */
  public List<String> patterns() {
    return routes.stream().map(Route::toString).toList();
  }

  void handle(RequestContext context) {
    context.runGuarded(() ->
        guard
            .apply(context)
            .ifPresentOrElse(
                context::sendProblemAndClose,
                () -> {
                  if (!cors.handle(context)) {
                    dispatch(context);
                  }
                }));
  }

  private void dispatch(RequestContext context) {
    HttpMethod method = context.request().method();
    String path = context.path();
    List<String> segments = segments(path);
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      List<String> variables = route.match(segments);
      if (variables != null) {
        if (route.method.equals(method)) {
          route.handler.handle(context, variables);
          return;
        }
        allowed.add(route.method.name());
      }
    }
    Optional<String> hint = ApiPaths.hint(path);
    if (!allowed.isEmpty()) {
      sendMethodNotAllowed(context, String.join(", ", allowed));
    } else if (hint.isPresent()) {
      context.sendProblem(Problem.unknownRoute(abbreviate(path), hint.get()));
    } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      fallback.accept(context);
    } else {
      sendMethodNotAllowed(context, "GET, HEAD");
    }
  }

  private static void sendMethodNotAllowed(RequestContext context, String allowed) {
    context.response().header("allow", allowed);
    context.sendProblem(Problem.wrongMethod(allowed));
  }

  private static String abbreviate(String path) {
    return path.length() <= 100 ? path : path.substring(0, 100) + "…";
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }
}
