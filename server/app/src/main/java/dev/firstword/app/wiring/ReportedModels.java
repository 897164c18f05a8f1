package dev.firstword.app.wiring;

import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.Task;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What providers say of the configured models. Read in the background some time after the start and
 * then once a day, so no start waits for a provider. What was read last is kept in a file.
 */
final class ReportedModels implements AutoCloseable {

  /** After the first users, who need the connections more. */
  static final Duration DEFAULT_DELAY = Duration.ofSeconds(20);

  static final Duration INTERVAL = Duration.ofDays(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Map<String, ModelProvider> providers;
  private final Supplier<EventLoop> loops;
  private final ReportedModelFile file;
  private final Map<String, ReportedModel> models = new ConcurrentHashMap<>();
  private final BackgroundTask task;
  private @Nullable BiConsumer<String, ReportedModel> listener;

  /**
   * Reads the file, if there is one. Asks no provider before {@link #start}.
   *
   * @param providers the provider of each model
   */
  ReportedModels(
      Map<String, ModelProvider> providers,
      Supplier<EventLoop> loops,
      ReportedModelFile file,
      Duration delay,
      TaskScheduler scheduler) {
    this.providers = Map.copyOf(providers);
    this.loops = loops;
    this.file = file;
    Map<String, ReportedModel> kept = file.read();
    providers.forEach((model, provider) -> {
      ReportedModel reported = kept.get(key(model, provider));
      if (reported != null) {
        models.put(model, reported);
      }
    });
    task =
        scheduler.create(
            TaskOptions.of("model-descriptions", "the descriptions of models can't be read")
                .startingAfter(delay),
            Task.every(INTERVAL, this::askAll));
  }

  /** Another provider may say something else of a model with the same name. */
  private static String key(String model, ModelProvider provider) {
    return provider.name() + "/" + model;
  }

  /** Returns what is known of a model; null if its provider has not said anything. */
  @Nullable ReportedModel of(String model) {
    return models.get(model);
  }

  /**
   * Starts to ask.
   *
   * @param onChange called with each model of which a provider says something new, on the task's
   *     thread
   */
  void start(BiConsumer<String, ReportedModel> onChange) {
    listener = onChange;
    task.start();
  }

  private void askAll() {
    boolean hasChanged = false;
    for (Map.Entry<String, ModelProvider> entry : providers.entrySet()) {
      String model = entry.getKey();
      Optional<ReportedModel> reported = ask(model, entry.getValue());
      if (reported.isPresent() && !reported.get().equals(models.put(model, reported.get()))) {
        hasChanged = true;
        if (listener != null) {
          listener.accept(model, reported.get());
        }
      }
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
    if (hasChanged) {
      Map<String, ReportedModel> kept = new HashMap<>();
      providers.forEach((model, provider) -> {
        ReportedModel said = models.get(model);
        if (said != null) {
          kept.put(key(model, provider), said);
        }
      });
      file.write(kept);
    }
  }

  /** Many servers have no such endpoint, so a failure is no news. */
  private Optional<ReportedModel> ask(String model, ModelProvider provider) {
    CompletableFuture<Optional<ReportedModel>> answer = new CompletableFuture<>();
    AtomicReference<ModelCall> call = new AtomicReference<>();
    EventLoop loop = loops.get();
    loop.execute(() ->
        provider
            .describe(model, answer::complete)
            .ifPresentOrElse(call::set, () -> answer.complete(Optional.empty())));
    try {
      return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException _) {
      cancel(call, loop);
      return Optional.empty();
    } catch (InterruptedException _) {
      cancel(call, loop);
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void cancel(AtomicReference<ModelCall> call, EventLoop loop) {
    loop.execute(() -> {
      ModelCall open = call.get();
      if (open != null) {
        open.cancel();
      }
    });
  }

  @Override
  public void close() {
    task.cancel(CLOSE_TIMEOUT);
  }
}
