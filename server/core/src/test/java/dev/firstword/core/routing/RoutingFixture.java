package dev.firstword.core.routing;

import dev.firstword.core.profile.ModelPolicy;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ScriptedProvider;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.region.RequiredRegion;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Three models, each at a scripted provider, on a manually advanced event loop: haiku (300/800 ms),
 * sonnet (700/2000), opus (1500/4000).
 */
final class RoutingFixture {

  static final String SIMPLE = "Hello!";
  static final String MODERATE = "word ".repeat(20);
  static final String COMPLEX = "Compare the two drafts.";

  private static final Profile PROFILE = Profiles.defaultChat();

  final ManualEventLoop loop = new ManualEventLoop();
  final ScriptedProvider haiku = new ScriptedProvider("haiku's");
  final ScriptedProvider sonnet = new ScriptedProvider("sonnet's");
  final ScriptedProvider opus = new ScriptedProvider("opus's");
  final Catalogue catalogue =
      new Catalogue(
          List.of(
              model("haiku", haiku, 1, 300, 800),
              model("opus", opus, 15, 1500, 4000),
              model("sonnet", sonnet, 5, 700, 2000)),
          loop::nanoTime);

  private static CatalogueModel model(
      String name, ScriptedProvider provider, double cost, long p50, long p99) {
    return new CatalogueModel(
        name, provider, cost, Duration.ofMillis(p50), Duration.ofMillis(p99), 50);
  }

  Router router(RoutingRules rules) {
    return new Router(catalogue, WarmPrefixes.NONE, rules);
  }

  Candidates candidates() {
    return catalogue.candidatesFor(
        new Prompt("", List.of()), RequiredRegion.ANY, WarmPrefixes.NONE);
  }

  Candidate candidate(String name) {
    return candidates().find(name).orElseThrow();
  }

  /** Returns the approximate number of tokens of a request with this question. */
  long tokens(String question) {
    return PromptBuilder.estimateTokens(request(question).prompt());
  }

  /** Returns how often haiku, sonnet and opus were called. */
  String callCounts() {
    return haiku.calls().size() + " " + sonnet.calls().size() + " " + opus.calls().size();
  }

  /** Fails the provider's newest call. */
  static void fail(ScriptedProvider provider, ProviderFailure failure) {
    provider.lastCall().listener().onFailure(failure);
  }

  /** Has the model's provider reject calls for their number, one after the other. */
  void reject(String name, int times, Duration wait) {
    for (int i = 0; i < times; i++) {
      candidate(name)
          .status()
          .recordFailure(loop.nanoTime(), new ProviderFailure.RateLimited(wait, "x"));
    }
  }

  /** Records this many first tokens of a model, each after this many milliseconds. */
  void recordFirstTokens(String name, int times, double ms) {
    for (int i = 0; i < times; i++) {
      candidate(name).status().latencyProfile().recordFirstToken(0, ms);
      candidate(name).status().latencyProfile().recordFirstText(0, ms);
    }
    loop.advance(Duration.ofSeconds(1)); // Estimates refresh periodically.
  }

  static RoutingRequest request(
      String question, @Nullable String pinned, Priority priority, @Nullable Duration budget) {
    return new RoutingRequest(
        new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, question))),
        question,
        null,
        PROFILE,
        pinned,
        priority,
        budget,
        null);
  }

  /** Returns a request whose profile allows only these fallbacks. */
  static RoutingRequest request(String question, @Nullable Duration budget, Set<String> fallbacks) {
    return request(question, budget, new ModelPolicy(fallbacks, ThinkingOption.AUTO));
  }

  /** Returns a request of a profile with this policy. */
  static RoutingRequest request(String question, ModelPolicy policy) {
    return request(question, null, policy);
  }

  private static RoutingRequest request(
      String question, @Nullable Duration budget, ModelPolicy policy) {
    RoutingRequest anybody = request(question, null, Priority.QUALITY, budget);
    return new RoutingRequest(
        anybody.prompt(),
        question,
        null,
        PROFILE.withModelPolicy(policy),
        null,
        Priority.QUALITY,
        budget,
        null);
  }

  /** Returns a request with options, perhaps as its client wrote it. */
  static RoutingRequest request(
      String question,
      ThinkingOption thinking,
      GenerationOptions options,
      @Nullable PassthroughRequest passthrough) {
    return request(question, null, thinking, options, passthrough, CallFeatures.ALL);
  }

  static RoutingRequest request(
      String question,
      @Nullable String pinned,
      ThinkingOption thinking,
      GenerationOptions options,
      @Nullable PassthroughRequest passthrough,
      CallFeatures features) {
    return new RoutingRequest(
        request(question).prompt(),
        question,
        null,
        PROFILE,
        pinned,
        Priority.QUALITY,
        null,
        null,
        thinking,
        options,
        null,
        passthrough,
        features);
  }

  static RoutingRequest request(String question) {
    return request(question, null, Priority.QUALITY, null);
  }
}
