package dev.firstword.monitor;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** The figures that a monitoring system collects, in Prometheus' text format. */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** The registry holds them too weakly to keep them. */
  private final List<LongSupplier> counts = new CopyOnWriteArrayList<>();

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

  /** All figures as they are now. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
