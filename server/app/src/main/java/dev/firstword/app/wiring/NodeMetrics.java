package dev.firstword.app.wiring;

import dev.firstword.adapters.sql.PoolUsage;
import dev.firstword.adapters.sql.Storage;
import dev.firstword.api.RefusalCounts;
import dev.firstword.core.job.JobService;
import dev.firstword.operations.metrics.Metrics;
import dev.firstword.relay.client.ConnectionCounters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** Exports how busy a node is as metrics: its queues, its pools, and what it refuses. */
record NodeMetrics(
    Storage storage,
    ConnectionCounters providerConnections,
    JobService jobs,
    int maxJobs,
    IntSupplier waitingTraces,
    RefusalCounts refusals) {

  private static final String POOL = "pool";
  private static final String PROVIDERS = "providers";

  void register(Metrics metrics) {
    metrics.registerGauges(
        "firstword.queue.length",
        "What waits on this node, by queue.",
        List.of("queue"),
        this::queues);
    metrics.registerGauges(
        "firstword.pool.active",
        "Connections, jobs and webhooks in use, by pool.",
        List.of(POOL),
        this::active);
    metrics.registerGauges(
        "firstword.pool.limit", "How many a pool may have in use.", List.of(POOL), this::limits);
    metrics.registerGauges(
        "firstword.pool.waiting",
        "What waits for something of a pool to become free.",
        List.of(POOL),
        this::waiting);
    metrics.registerGauge(
        "firstword.provider.connections",
        "Open connections to providers.",
        providerConnections::open);
    metrics.registerCounters(
        "firstword.refusals",
        "Requests that were answered with a problem, by its code.",
        List.of("code"),
        this::refusalsByCode);
  }

  private Map<List<String>, Double> queues() {
    return Map.of(
        List.of("commits"), (double) storage.waitingCommits(),
        List.of("jobs"), (double) jobs.waitingJobs(),
        List.of("traces"), (double) waitingTraces.getAsInt());
  }

  private Map<List<String>, Double> active() {
    PoolUsage database = storage.poolUsage();
    return Map.of(
        List.of(database.name()), (double) database.active(),
        List.of(PROVIDERS), (double) providerConnections.activeCalls(),
        List.of("jobs"), (double) jobs.runningJobs(),
        List.of("webhooks"), (double) jobs.webhooksInFlight());
  }

  private Map<List<String>, Double> limits() {
    PoolUsage database = storage.poolUsage();
    return Map.of(
        List.of(database.name()), (double) database.limit(),
        List.of("jobs"), (double) maxJobs);
  }

  private Map<List<String>, Double> waiting() {
    PoolUsage database = storage.poolUsage();
    return Map.of(
        List.of(database.name()), (double) database.waiting(),
        List.of(PROVIDERS), (double) providerConnections.waitingCalls());
  }

  private Map<List<String>, Long> refusalsByCode() {
    Map<List<String>, Long> counts = new TreeMap<>((a, b) -> a.getFirst().compareTo(b.getFirst()));
    refusals.byCode().forEach((code, count) -> counts.put(List.of(code), count));
    return counts;
  }
}
