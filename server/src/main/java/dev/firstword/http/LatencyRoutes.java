package dev.firstword.http;

import dev.firstword.monitor.FinishedTurn;
import dev.firstword.monitor.KeptTurn;
import dev.firstword.monitor.Monitor;
import dev.firstword.monitor.alert.Alerts;
import dev.firstword.monitor.diagnosis.Diagnostician;
import dev.firstword.monitor.series.Dimension;
import dev.firstword.monitor.series.Window;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/latency}: percentiles, slowest turns, waterfalls, for those who run the server. */
public final class LatencyRoutes {

  private static final int MOST_SLOWEST = 500;

  private final Monitor monitor;
  private final Alerts alerts;
  private final Diagnostician diagnostician;
  private final InstantSource clock;
  private final Access access;

  LatencyRoutes(Parts parts, Access access) {
    this.monitor = parts.monitor;
    this.alerts = parts.alerts;
    this.diagnostician = parts.diagnostician;
    this.clock = parts.clock;
    this.access = access;
  }

  /** What is known of latency. */
  public record Parts(
      Monitor monitor, Alerts alerts, Diagnostician diagnostician, InstantSource clock) {}

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/latency", this::percentiles)
        .add(HttpMethod.GET, "/api/latency/history", this::history)
        .add(HttpMethod.GET, "/api/latency/alerts", this::alerts)
        .add(HttpMethod.GET, "/api/latency/diagnosis", this::diagnosis)
        .add(HttpMethod.GET, "/api/latency/turns", this::turns)
        .add(HttpMethod.GET, "/api/latency/turns/{id}", this::turn);
  }

  private void percentiles(Exchange exchange, String id) {
    Window window = window(exchange, Window.TEN_MINUTES);
    Dimension by = dimension(exchange, "model");
    access.forOperator(
        exchange,
        _ -> LatencyJson.percentiles(by, window, monitor.report(by, window), monitor.levels()),
        body -> exchange.json(200, body));
  }

  private void history(Exchange exchange, String id) {
    Window window = window(exchange, Window.DAY);
    String measure = exchange.query("measure");
    String name = exchange.query("name");
    Dimension by = name == null ? null : dimension(exchange, "model");
    if (measure == null) {
      throw malformed("The parameter \"measure\" is missing: say ttft_ms, for example.");
    }
    access.forOperator(
        exchange,
        _ ->
            LatencyJson.history(
                measure, window, monitor.history(by, name == null ? "" : name, window)),
        body -> exchange.json(200, body));
  }

  private void turns(Exchange exchange, String id) {
    int slowest = exchange.query("slowest", 20, 1, MOST_SLOWEST);
    Window window = window(exchange, Window.DAY);
    Slowness by = Slowness.of(exchange.query("by"));
    Predicate<FinishedTurn> wanted =
        has(exchange, "model", FinishedTurn::model)
            .and(has(exchange, "tenant", FinishedTurn::tenant))
            .and(has(exchange, "kind", FinishedTurn::kind))
            .and(has(exchange, "profile", FinishedTurn::profile));
    access.forOperator(
        exchange,
        _ -> {
          List<KeptTurn> found =
              monitor.turns(window).stream()
                  .filter(kept -> wanted.test(kept.turn()) && by.of(kept) >= 0)
                  .sorted(Comparator.comparingDouble((KeptTurn kept) -> -by.of(kept)))
                  .limit(slowest)
                  .toList();
          return LatencyJson.turns(found);
        },
        body -> exchange.json(200, body));
  }

  private interface Property {
    String of(FinishedTurn turn);
  }

  private static Predicate<FinishedTurn> has(Exchange exchange, String name, Property property) {
    String wanted = exchange.query(name);
    return turn -> wanted == null || wanted.equals(property.of(turn));
  }

  private void turn(Exchange exchange, String id) {
    access.forOperator(
        exchange,
        _ ->
            monitor
                .turn(id)
                .map(LatencyJson::waterfall)
                .orElseThrow(() -> new RefusedException(Problem.unknownTurn())),
        body -> exchange.json(200, body));
  }

  private void alerts(Exchange exchange, String id) {
    access.forOperator(
        exchange,
        _ -> LatencyJson.alerts(alerts.all(), monitor.levels()),
        body -> exchange.json(200, body));
  }

  private void diagnosis(Exchange exchange, String id) {
    Window window = window(exchange, Window.HOUR);
    access.forOperator(
        exchange,
        _ ->
            DiagnosisJson.body(
                clock.millis(), window, diagnostician.diagnose(window), diagnostician.applied()),
        body -> exchange.json(200, body));
  }

  /** By what turns are put in order; negative for those without it. */
  private enum Slowness {
    TOTAL("total_ms"),
    TTFT("ttft_ms"),
    SILENCE("silence_ms"),
    SEEN_FIRST_TEXT("seen_first_text_ms");

    private final String wireName;

    Slowness(String wireName) {
      this.wireName = wireName;
    }

    double of(KeptTurn kept) {
      return switch (this) {
        case TOTAL -> kept.turn().totalMs();
        case TTFT -> known(kept.turn().ttftMs());
        case SILENCE -> kept.turn().silenceMs();
        case SEEN_FIRST_TEXT -> kept.seen() == null ? -1 : known(kept.seen().firstTextMs());
      };
    }

    private static double known(@Nullable Double value) {
      return value == null ? -1 : value;
    }

    static Slowness of(@Nullable String wireName) {
      if (wireName == null) {
        return TOTAL;
      }
      return Arrays.stream(values())
          .filter(each -> each.wireName.equals(wireName))
          .findFirst()
          .orElseThrow(
              () -> notAmong("by", Arrays.stream(values()).map(each -> each.wireName).toList()));
    }
  }

  static Window window(Exchange exchange, Window otherwise) {
    String wanted = exchange.query("window");
    return wanted == null
        ? otherwise
        : Window.of(wanted)
            .orElseThrow(() ->
                notAmong("window", Arrays.stream(Window.values()).map(Window::wireName).toList()));
  }

  private static Dimension dimension(Exchange exchange, String otherwise) {
    String wanted = exchange.query("by");
    return Dimension.of(wanted == null ? otherwise : wanted)
        .orElseThrow(() ->
            notAmong("by", Arrays.stream(Dimension.values()).map(Dimension::wireName).toList()));
  }

  private static RefusedException notAmong(String parameter, List<String> values) {
    return malformed(
        values.stream()
            .collect(
                Collectors.joining(", ", "The parameter \"" + parameter + "\" is one of ", ".")));
  }

  private static RefusedException malformed(String detail) {
    return new RefusedException(Problem.malformed(detail));
  }
}
