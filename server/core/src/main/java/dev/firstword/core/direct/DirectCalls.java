package dev.firstword.core.direct;

import dev.firstword.core.attachment.AttachmentBudget;
import dev.firstword.core.direct.DirectCallCounters.Outcome;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.limit.RateLimiter;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.region.RequiredRegion;
import dev.firstword.core.routing.CallFeatures;
import dev.firstword.core.routing.CallFeatures.Feature;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.core.routing.Router;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Relays model calls that are not turns: routed, hedged, limited and measured like those of turns,
 * but neither stored nor resumable. Callable from any thread.
 */
public final class DirectCalls {

  private static final String NO_ROUTING =
      "The router is switched off for this request, so it must name a model.";

  private final Router router;
  private final Profile profile;
  private final ModelNames models;
  private final RateLimiter limits;
  private final int maxActivePerUser;
  private final Map<String, CallFeatures> features;
  private final Executor virtualThreads;
  private final AttachmentBudget contentMemory = new AttachmentBudget();
  private final DirectCallCounters counters = new DirectCallCounters();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition becameIdle = lock.newCondition();
  private final Map<Caller, Integer> active = new HashMap<>();
  private boolean isDraining;

  /**
   * Creates the calls.
   *
   * @param profile the timeouts, the fallbacks and the length of answers
   * @param maxActivePerUser how many calls a user may have in progress
   * @param features what may be done for the calls of each API, by its name; absent: {@link
   *     CallFeatures#DEFAULT}
   * @param virtualThreads charges the tokens of a call, which may block
   */
  public DirectCalls(
      Router router,
      Profile profile,
      ModelNames models,
      RateLimiter limits,
      int maxActivePerUser,
      Map<String, CallFeatures> features,
      Executor virtualThreads) {
    this.router = router;
    this.profile = profile;
    this.models = models;
    this.limits = limits;
    this.maxActivePerUser = maxActivePerUser;
    this.features = Map.copyOf(features);
    this.virtualThreads = virtualThreads;
  }

  /** Returns what may be done for the calls of an API. */
  public CallFeatures features(String api) {
    return features.getOrDefault(api, CallFeatures.DEFAULT);
  }

  /** Returns the longest answer that a request may ask for, in tokens. */
  public int maxTokensLimit() {
    return profile.maxTokensLimit();
  }

  /** Returns the names that a request may use for a model. */
  public ModelNames models() {
    return models;
  }

  /**
   * A call that may be opened, and counts as active until it is released.
   *
   * @param model the model that must answer; null: the router chooses
   */
  public record Admitted(
      DirectRequest request,
      Caller caller,
      @Nullable String model,
      GenerationOptions options,
      CallFeatures features,
      AttachmentBudget.Reservation memory,
      TraceContext trace) {}

  /**
   * Checks a request against the models and the limits of its caller. Blocks.
   *
   * @param features what may be done for the call beyond relaying it
   * @throws ProblemException if the call is not allowed
   */
  public Admitted admit(
      DirectRequest request, Caller caller, CallFeatures features, TraceContext trace) {
    String model = models.resolve(request.model());
    if (model == null && !features.has(Feature.ROUTING)) {
      throw new ProblemException(Problem.malformed(NO_ROUTING));
    }
    CacheScope scope = request.prompt().scope();
    RequiredRegion required = router.requiredRegion(caller.tenant(), scope.profile());
    DirectRequest routed = withPassthrough(request, required, model);
    GenerationOptions options = withinLimit(routed.options());
    if (routed.passthrough() == null) {
      requireTranslatable(routed, required, model, options);
    } else {
      requireServed(required, model);
    }
    startCall(caller);
    try {
      limits.acquireTurn(caller);
      AttachmentBudget.Reservation memory =
          contentMemory
              .reserve(routed.contentBytes())
              .orElseThrow(() -> new ProblemException(Problem.tooManyUploads()));
      return new Admitted(
          routed.withPrompt(cached(routed, features)),
          caller,
          model,
          options,
          features,
          memory,
          trace);
    } catch (RuntimeException | Error e) {
      endCall(caller);
      throw e;
    }
  }

  /**
   * Leaves a request as its client wrote it if it names a model that takes it so. If the router
   * chooses the model, a request that can be translated is, so that the thoughts of one model can
   * be handed back to another.
   */
  private DirectRequest withPassthrough(
      DirectRequest request, RequiredRegion required, @Nullable String model) {
    PassthroughRequest own = request.passthrough();
    if (own == null) {
      return request;
    }
    boolean isWanted = model != null || own.isRequired();
    return isWanted && router.accepts(required, model, own)
        ? request
        : request.withPassthrough(null);
  }

  private void requireTranslatable(
      DirectRequest request,
      RequiredRegion required,
      @Nullable String model,
      GenerationOptions options) {
    if (request.refusal() != null) {
      throw new ProblemException(request.refusal());
    }
    router
        .refusal(
            required,
            model,
            request.thinking(),
            options,
            profile.modelPolicy().unsupportedOptions())
        .ifPresent(reason -> {
          throw new ProblemException(Problem.malformed(reason));
        });
  }

  /** What a request of the provider's own API asks for is left to the provider, but not where. */
  private void requireServed(RequiredRegion required, @Nullable String model) {
    router
        .refusal(
            required,
            model,
            ThinkingOption.AUTO,
            GenerationOptions.DEFAULT,
            UnsupportedOptions.TRANSLATE)
        .ifPresent(reason -> {
          throw new ProblemException(Problem.malformed(reason));
        });
  }

  /** Returns the prompt, cached as far as the call may be. */
  private static Prompt cached(DirectRequest request, CallFeatures features) {
    Prompt prompt = request.prompt();
    CacheScope scope = prompt.scope();
    PassthroughRequest own = request.passthrough();
    boolean hasBreakpoints = features.has(Feature.CACHE) && (own == null || !own.isCached());
    // What is sent as the client wrote it cannot be sent again without a question.
    boolean isKeptWarm = hasBreakpoints && own == null && features.has(Feature.KEEP_WARM);
    return prompt.withScope(
        new CacheScope(
            scope.tenant(), scope.profile(), hasBreakpoints ? scope.ttls() : Set.of(), isKeptWarm));
  }

  /** Opens an admitted call. Must be called on the loop, where the listener is called too. */
  public RoutedCall open(Admitted call, EventLoop loop, BlockListener listener) {
    DirectRequest request = call.request;
    return router.open(
        new RoutingRequest(
            request.prompt(),
            request.question(),
            null,
            profile,
            call.model,
            Priority.QUALITY,
            null,
            call.trace.traceparent(),
            request.thinking(),
            call.options,
            null,
            request.passthrough(),
            call.features),
        loop,
        new AnswerBlocks(listener));
  }

  /**
   * Ends an admitted call. Called exactly once, whether it was opened or not.
   *
   * @param usage what it used; {@link Usage#NONE} if the provider did not say
   */
  public void release(Admitted call, Outcome outcome, Usage usage) {
    counters.record(call.request.api(), outcome);
    call.memory.release();
    endCall(call.caller);
    long tokens =
        usage.inputTokens()
            + usage.cacheCreationInputTokens()
            + usage.cacheReadInputTokens()
            + usage.outputTokens();
    if (tokens > 0) {
      try {
        virtualThreads.execute(() -> limits.chargeTokens(call.caller, tokens));
      } catch (RejectedExecutionException _) {
        // Shutting down: this node's counts are discarded anyway.
      }
    }
  }

  /** Admits no more calls, and waits for those in progress. */
  public void shutDown(Duration timeout) {
    long nanosLeft = timeout.toNanos();
    lock.lock();
    try {
      isDraining = true;
      while (!active.isEmpty() && nanosLeft > 0) {
        nanosLeft = becameIdle.awaitNanos(nanosLeft);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Some SDKs ask for more tokens than any model writes, unless configured otherwise. */
  private GenerationOptions withinLimit(GenerationOptions options) {
    Integer requested = options.maxTokens();
    return requested == null || requested <= profile.maxTokensLimit()
        ? options
        : options.withMaxTokens(profile.maxTokensLimit());
  }

  private void startCall(Caller caller) {
    lock.lock();
    try {
      if (isDraining) {
        throw new ProblemException(Problem.shuttingDown());
      }
      int count = active.getOrDefault(caller, 0);
      if (count >= maxActivePerUser) {
        throw new ProblemException(Problem.tooManyActive(maxActivePerUser));
      }
      active.put(caller, count + 1);
    } finally {
      lock.unlock();
    }
  }

  private void endCall(Caller caller) {
    lock.lock();
    try {
      active.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
      if (active.isEmpty()) {
        becameIdle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns the counts since startup. */
  public DirectCallCounters counters() {
    return counters;
  }
}
