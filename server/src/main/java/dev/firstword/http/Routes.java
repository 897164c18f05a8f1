package dev.firstword.http;

import dev.firstword.protocol.Problem;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which handler answers which request. Patterns are paths in which one segment may be {@code {id}},
 * which matches any; they are tried in the order they were added.
 */
public final class Routes {

  private final List<Route> routes = new ArrayList<>();
  private final Consumer<Exchange> otherwise;
  private final Function<Exchange, Optional<Problem>> gate;

  /**
   * An empty table.
   *
   * @param otherwise answers a GET or HEAD of a path outside the API that no route has
   * @param gate why a request is not even looked at, if it is not
   */
  Routes(Consumer<Exchange> otherwise, Function<Exchange, Optional<Problem>> gate) {
    this.otherwise = otherwise;
    this.gate = gate;
  }

  /** Answers a request; {@code variable} is the path's variable segment, empty without one. */
  interface Handler {
    void handle(Exchange exchange, String variable);
  }

  private record Route(HttpMethod method, List<String> segments, Handler handler) {

    /** The variable segment, or null when the path is another one. */
    @Nullable String match(List<String> path) {
      if (path.size() != segments.size()) {
        return null;
      }
      String variable = "";
      for (int i = 0; i < path.size(); i++) {
        String segment = segments.get(i);
        if (segment.equals("{id}")) {
          variable = path.get(i);
        } else if (!segment.equals(path.get(i))) {
          return null;
        }
      }
      return variable;
    }
  }

  Routes add(HttpMethod method, String pattern, Handler handler) {
    routes.add(new Route(method, segments(pattern), handler));
    return this;
  }

  void handle(Exchange exchange) {
    exchange.guarded(() ->
        gate.apply(exchange).ifPresentOrElse(exchange::refuseAndClose, () -> dispatch(exchange)));
  }

  private void dispatch(Exchange exchange) {
    HttpMethod method = exchange.request().method();
    String path = exchange.path();
    List<String> segments = segments(path);
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      String variable = route.match(segments);
      if (variable != null) {
        if (route.method.equals(method)) {
          route.handler.handle(exchange, variable);
          return;
        }
        allowed.add(route.method.name());
      }
    }
    if (!allowed.isEmpty()) {
      refuseMethod(exchange, String.join(", ", allowed));
    } else if (path.startsWith("/api/")) {
      exchange.refuse(Problem.unknownRoute(shown(path)));
    } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      otherwise.accept(exchange);
    } else {
      refuseMethod(exchange, "GET, HEAD");
    }
  }

  private static void refuseMethod(Exchange exchange, String allowed) {
    exchange.response().putHeader("allow", allowed);
    exchange.refuse(Problem.wrongMethod(allowed));
  }

  private static String shown(String path) {
    return path.length() <= 100 ? path : path.substring(0, 100) + "…";
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
  }
}
