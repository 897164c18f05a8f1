package dev.firstword.operations.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The metrics of a server, exported in the Prometheus formats. */
public final class Metrics implements AutoCloseable {

  /** The only format with native histograms. */
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  /** Has exemplars, as does the protobuf format; the text format does not. */
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /**
   * Puts exemplars where OpenMetrics allows them: on counters and buckets. With its own defaults
   * the library also adds them to a histogram's count, and Prometheus then rejects the whole
   * scrape.
   */
  private static final PrometheusConfig CONFIG =
      new PrometheusConfig() {
        @Override
        public @Nullable String get(String key) {
          return null;
        }

        @Override
        public Properties prometheusProperties() {
          return new Properties();
        }
      };

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(CONFIG);

  private final List<MetricFamily> families = new CopyOnWriteArrayList<>();

  /** Kept here because the registry holds suppliers only weakly. */
  private final List<LongSupplier> longSuppliers = new CopyOnWriteArrayList<>();

  private final List<DoubleSupplier> doubleSuppliers = new CopyOnWriteArrayList<>();

  private final List<Runnable> beforeScrape = new CopyOnWriteArrayList<>();

  private final RuntimeMetrics runtimeMetrics =
      new RuntimeMetrics(registry.getPrometheusRegistry());

  /** Registers an action that updates metrics before each scrape. */
  public void beforeScrape(Runnable update) {
    beforeScrape.add(update);
  }

  /**
   * Registers the hits and misses of a cache.
   *
   * @param name such as {@code history}
   * @param hits the number of hits since the start
   * @param misses the number of misses since the start
   */
  public void registerCache(String name, LongSupplier hits, LongSupplier misses) {
    registerCacheRequests(name, "hit", hits);
    registerCacheRequests(name, "miss", misses);
  }

  private void registerCacheRequests(String cache, String result, LongSupplier count) {
    longSuppliers.add(count);
    var _ =
        FunctionCounter.builder("firstword.cache.requests", count, LongSupplier::getAsLong)
            .description("Cache lookups, by result.")
            .tag("cache", cache)
            .tag("result", result)
            .register(registry);
  }

  /**
   * Registers a counter.
   *
   * @param count the total since the start
   */
  public void registerCounter(String name, String description, DoubleSupplier count) {
    doubleSuppliers.add(count);
    var _ =
        FunctionCounter.builder(name, count, DoubleSupplier::getAsDouble)
            .description(description)
            .register(registry);
  }

  /** Registers a gauge. */
  public void registerGauge(String name, String description, DoubleSupplier value) {
    doubleSuppliers.add(value);
    var _ =
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
            .description(description)
            .register(registry);
  }

  /** Registers the outcomes of quick summaries. */
  public void registerSummaries(
      LongSupplier made, LongSupplier late, LongSupplier failed, LongSupplier unwanted) {
    registerSummaryOutcome("made", made);
    registerSummaryOutcome("late", late);
    registerSummaryOutcome("failed", failed);
    registerSummaryOutcome("unwanted", unwanted);
  }

  private void registerSummaryOutcome(String outcome, LongSupplier count) {
    longSuppliers.add(count);
    var _ =
        FunctionCounter.builder("firstword.summaries", count, LongSupplier::getAsLong)
            .description("Quick summaries, by outcome.")
            .tag("outcome", outcome)
            .register(registry);
  }

  /**
   * Registers counters with labels. Further label values may appear later.
   *
   * @param name such as {@code firstword.model.calls}
   * @param labels the names of the labels, in the order of the values in each key
   */
  public void registerCounters(
      String name,
      String description,
      List<String> labels,
      Supplier<Map<List<String>, Long>> current) {
    families.add(
        new MetricFamily(registry, MetricFamily.Kind.COUNTER, name, description, labels, current));
  }

  /** Registers gauges with labels. Further label values may appear later. */
  public void registerGauges(
      String name,
      String description,
      List<String> labels,
      Supplier<Map<List<String>, Double>> current) {
    families.add(
        new MetricFamily(registry, MetricFamily.Kind.GAUGE, name, description, labels, current));
  }

  /** Returns the underlying registry, for metric types that Micrometer does not support. */
  PrometheusRegistry prometheusRegistry() {
    return registry.getPrometheusRegistry();
  }

  /**
   * Returns the richest format that a client accepts.
   *
   * @param accepted the Accept header; null if absent
   */
  public static String negotiateMediaType(@Nullable String accepted) {
    if (accepted == null) {
      return TEXT;
    }
    if (accepted.contains("application/vnd.google.protobuf")) {
      return PROTOBUF;
    }
    return accepted.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
  }

  /** Returns the current value of every metric in a format. */
  public byte[] scrape(String mediaType) {
    runtimeMetrics.registerOnce();
    beforeScrape.forEach(Runnable::run);
    families.forEach(MetricFamily::refresh);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      registry.scrape(bytes, mediaType);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written to", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    registry.close();
  }
}
