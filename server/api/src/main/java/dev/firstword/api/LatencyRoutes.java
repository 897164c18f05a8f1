package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.operations.alert.AlertEvaluator;
import dev.firstword.operations.diagnosis.DiagnosisService;
import dev.firstword.operations.metrics.Monitor;
import dev.firstword.operations.metrics.RecentTurn;
import dev.firstword.operations.record.FinishedTurn;
import dev.firstword.operations.series.Dimension;
import dev.firstword.operations.series.TurnSeries;
import dev.firstword.operations.series.Window;
import dev.firstword.relay.server.HttpMethod;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/latency}: percentiles, slowest turns and waterfalls, for operators. */
public final class LatencyRoutes {

  private static final int MAX_SLOWEST_TURNS = 500;

  private final Monitor monitor;
  private final AlertEvaluator alerts;
  private final DiagnosisService diagnostician;
  private final InstantSource clock;
  private final RequestAuthorizer authorizer;

  LatencyRoutes(Dependencies dependencies, RequestAuthorizer authorizer) {
    this.monitor = dependencies.monitor;
    this.alerts = dependencies.alerts;
    this.diagnostician = dependencies.diagnostician;
    this.clock = dependencies.clock;
    this.authorizer = authorizer;
  }

  /** The services that provide latency data. */
  public record Dependencies(
      Monitor monitor,
      AlertEvaluator alerts,
      DiagnosisService diagnostician,
      InstantSource clock) {}

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.GET, "/api/latency", this::percentiles)
        .add(HttpMethod.GET, "/api/latency/history", this::history)
        .add(HttpMethod.GET, "/api/latency/alerts", this::alerts)
        .add(HttpMethod.GET, "/api/latency/diagnosis", this::diagnosis)
        .add(HttpMethod.GET, "/api/latency/turns", this::turns)
        .add(HttpMethod.GET, "/api/latency/turns/{id}", this::turn);
  }

  private void percentiles(RequestContext context, String id) {
    Window window = window(context, Window.TEN_MINUTES);
    Dimension by = dimension(context, "model");
    authorizer.forOperator(
        context,
        _ -> LatencyJson.percentiles(by, window, monitor.report(by, window), monitor.slos()),
        body -> context.sendJson(200, body));
  }

  private void history(RequestContext context, String id) {
    Window window = window(context, Window.DAY);
    String measure = context.query("measure");
    String name = context.query("name");
    Dimension by = name == null ? null : dimension(context, "model");
    if (measure == null) {
      throw malformed("The parameter \"measure\" is missing: say ttft_ms, for example.");
    }
    authorizer.forOperator(
        context,
        _ -> {
          List<TurnSeries.Point> points = monitor.history(by, name == null ? "" : name, window);
          return measure.equals("outcomes")
              ? LatencyJson.outcomes(window, points)
              : LatencyJson.history(measure, window, points);
        },
        body -> context.sendJson(200, body));
  }

  private void turns(RequestContext context, String id) {
    int slowest = context.query("slowest", 20, 1, MAX_SLOWEST_TURNS);
    Window window = window(context, Window.DAY);
    SortKey by = SortKey.of(context.query("by"));
    Predicate<FinishedTurn> filter =
        hasProperty(context, "model", FinishedTurn::model)
            .and(hasProperty(context, "tenant", FinishedTurn::tenant))
            .and(hasProperty(context, "kind", FinishedTurn::kind))
            .and(hasProperty(context, "profile", FinishedTurn::profile))
            .and(hasProperty(context, "outcome", turn -> turn.outcome().wireName()));
    int percentile = context.query("percentile", 100, 1, 100);
    authorizer.forOperator(
        context,
        _ -> {
          List<RecentTurn> found =
              monitor.turns(window).stream()
                  .filter(kept -> filter.test(kept.turn()) && by.of(kept) >= 0)
                  .sorted(Comparator.comparingDouble((RecentTurn kept) -> -by.of(kept)))
                  .toList();
          int slower = found.size() * (100 - percentile) / 100;
          return LatencyJson.turns(found.stream().skip(slower).limit(slowest).toList());
        },
        body -> context.sendJson(200, body));
  }

  private interface TurnProperty {
    String of(FinishedTurn turn);
  }

  private static Predicate<FinishedTurn> hasProperty(
      RequestContext context, String name, TurnProperty property) {
    String expected = context.query(name);
    return turn -> expected == null || expected.equals(property.of(turn));
  }

  private void turn(RequestContext context, String id) {
    authorizer.forOperator(
        context,
        _ ->
            monitor
                .turn(id)
                .map(LatencyJson::waterfall)
                .orElseThrow(() -> new ProblemException(Problem.unknownTurn())),
        body -> context.sendJson(200, body));
  }

  private void alerts(RequestContext context, String id) {
    authorizer.forOperator(
        context,
        _ -> LatencyJson.alerts(alerts.all(), monitor.slos()),
        body -> context.sendJson(200, body));
  }

  private void diagnosis(RequestContext context, String id) {
    Window window = window(context, Window.HOUR);
    authorizer.forOperator(
        context,
        _ ->
            DiagnosisJson.body(
                clock.millis(), window, diagnostician.diagnose(window), diagnostician.applied()),
        body -> context.sendJson(200, body));
  }

  /** The value by which turns are sorted; negative for turns without it. */
  private enum SortKey {
    TOTAL("total_ms"),
    TTFT("ttft_ms"),
    SILENCE("silence_ms"),
    SEEN_FIRST_TEXT("seen_first_text_ms");

    private final String wireName;

    SortKey(String wireName) {
      this.wireName = wireName;
    }

    double of(RecentTurn kept) {
      return switch (this) {
        case TOTAL -> kept.turn().totalMs();
        case TTFT -> orNegative(kept.turn().ttftMs());
        case SILENCE -> kept.turn().longestSilenceMs();
        case SEEN_FIRST_TEXT ->
            kept.vitals() == null ? -1 : orNegative(kept.vitals().firstTextMs());
      };
    }

    private static double orNegative(@Nullable Double value) {
      return value == null ? -1 : value;
    }

    static SortKey of(@Nullable String wireName) {
      if (wireName == null) {
        return TOTAL;
      }
      return Arrays.stream(values())
          .filter(each -> each.wireName.equals(wireName))
          .findFirst()
          .orElseThrow(
              () -> notOneOf("by", Arrays.stream(values()).map(each -> each.wireName).toList()));
    }
  }

  static Window window(RequestContext context, Window defaultWindow) {
    String requested = context.query("window");
    return requested == null
        ? defaultWindow
        : Window.of(requested)
            .orElseThrow(() ->
                notOneOf("window", Arrays.stream(Window.values()).map(Window::wireName).toList()));
  }

  private static Dimension dimension(RequestContext context, String defaultDimension) {
    String requested = context.query("by");
    return Dimension.of(requested == null ? defaultDimension : requested)
        .orElseThrow(() ->
            notOneOf("by", Arrays.stream(Dimension.values()).map(Dimension::wireName).toList()));
  }

  private static ProblemException notOneOf(String parameter, List<String> values) {
    return malformed(
        values.stream()
            .collect(
                Collectors.joining(", ", "The parameter \"" + parameter + "\" is one of ", ".")));
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(Problem.malformed(detail));
  }
}
