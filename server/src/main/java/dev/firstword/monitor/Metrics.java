package dev.firstword.monitor;

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

/** The figures that a monitoring system collects, in Prometheus' formats. */
public final class Metrics implements AutoCloseable {

  /** Only here are there native histograms. */
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  /** Only here, and there, are there exemplars. */
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /**
   * Exemplars where OpenMetrics has them, on counters and buckets. The library's own settings put
   * them on a histogram's count too, and for that Prometheus refuses all of a server's figures.
   */
  private static final PrometheusConfig SETTINGS =
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

  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(SETTINGS);

  private final List<Family> families = new CopyOnWriteArrayList<>();

  /** The registry holds them too weakly to keep them. */
  private final List<LongSupplier> counts = new CopyOnWriteArrayList<>();

  private final List<DoubleSupplier> amounts = new CopyOnWriteArrayList<>();

  private final List<Runnable> beforeScrape = new CopyOnWriteArrayList<>();

  /** Lets somebody bring their figures up to date before they are told. */
  public void beforeScrape(Runnable update) {
    beforeScrape.add(update);
  }

  /**
   * Tells from now on how often something was found in memory.
   *
   * @param name such as {@code history}
   * @param hits how often since the start
   * @param misses how often it had to be fetched or made
   */
  public void cache(String name, LongSupplier hits, LongSupplier misses) {
    requests(name, "hit", hits);
    requests(name, "miss", misses);
  }

  private void requests(String cache, String result, LongSupplier count) {
    counts.add(count);
    var _ =
        FunctionCounter.builder("firstword.cache.requests", count, LongSupplier::getAsLong)
            .description("How often something was looked for in memory, and whether it was there.")
            .tag("cache", cache)
            .tag("result", result)
            .register(registry);
  }

  /** Tells from now on how much of something there was since the start. */
  public void count(String name, String description, DoubleSupplier count) {
    amounts.add(count);
    var _ =
        FunctionCounter.builder(name, count, DoubleSupplier::getAsDouble)
            .description(description)
            .register(registry);
  }

  /** Tells from now on how something stands, which may go down as well. */
  public void value(String name, String description, DoubleSupplier value) {
    amounts.add(value);
    var _ =
        Gauge.builder(name, value, DoubleSupplier::getAsDouble)
            .description(description)
            .register(registry);
  }

  /** Tells from now on what quick summaries came to. */
  public void summaries(
      LongSupplier made, LongSupplier late, LongSupplier failed, LongSupplier unwanted) {
    summary("made", made);
    summary("late", late);
    summary("failed", failed);
    summary("unwanted", unwanted);
  }

  private void summary(String outcome, LongSupplier count) {
    counts.add(count);
    var _ =
        FunctionCounter.builder("firstword.summaries", count, LongSupplier::getAsLong)
            .description("What quick summaries came to.")
            .tag("outcome", outcome)
            .register(registry);
  }

  /**
   * Tells from now on how often things happened, each by its labels' values; further ones may come
   * up.
   *
   * @param name such as {@code firstword.model.calls}
   * @param labels what the values in the keys are called, in their order
   */
  public void counts(
      String name, String description, List<String> labels, Supplier<Map<List<String>, Long>> now) {
    families.add(new Family(registry, Family.Kind.COUNT, name, description, labels, now));
  }

  /** Tells from now on what things stand at, likewise. */
  public void gauges(
      String name,
      String description,
      List<String> labels,
      Supplier<Map<List<String>, Double>> now) {
    families.add(new Family(registry, Family.Kind.GAUGE, name, description, labels, now));
  }

  /** Where others register figures of kinds that the library in front of it has not. */
  PrometheusRegistry prometheus() {
    return registry.getPrometheusRegistry();
  }

  /**
   * The format for whoever can read these: more than the plain text for those who can read more.
   *
   * @param accepted as HTTP's header says it; absent: anything
   */
  public static String mediaType(@Nullable String accepted) {
    if (accepted == null) {
      return TEXT;
    }
    if (accepted.contains("application/vnd.google.protobuf")) {
      return PROTOBUF;
    }
    return accepted.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
  }

  /** All figures as they are now, in that format. */
  public byte[] scrape(String mediaType) {
    beforeScrape.forEach(Runnable::run);
    families.forEach(Family::look);
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
