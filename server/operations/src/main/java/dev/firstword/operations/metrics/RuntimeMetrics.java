package dev.firstword.operations.metrics;

import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Metrics of the JVM and its process, under the names of the Prometheus clients. Registered at the
 * first scrape: the management beans take longer to load than the rest of a start.
 */
final class RuntimeMetrics {

  private final PrometheusRegistry registry;
  private final AtomicBoolean registered = new AtomicBoolean();

  RuntimeMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  void registerOnce() {
    if (registered.getAndSet(true)) {
      return;
    }
    JvmMemoryMetrics.builder().register(registry);
    JvmBufferPoolMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmThreadsMetrics.builder().register(registry);
    JvmRuntimeInfoMetric.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }
}
