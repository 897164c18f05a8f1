package dev.firstword.routing;

import dev.firstword.loop.ManualLoop;
import dev.firstword.profile.Choosing;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.prompt.Prompt;
import dev.firstword.prompt.Prompt.PromptMessage;
import dev.firstword.prompt.Prompt.Role;
import dev.firstword.prompt.PromptBuilder;
import dev.firstword.prompt.WarmPrefixes;
import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.provider.ProviderFailure;
import dev.firstword.provider.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Three models, each at a provider that the test answers for, on a loop whose time the test moves:
 * haiku (300/800 ms), sonnet (700/2000), opus (1500/4000).
 */
final class Stage {

  static final String SIMPLE = "Hello!";
  static final String MODERATE = "word ".repeat(20);
  static final String COMPLEX = "Compare the two drafts.";

  private static final Profile PROFILE = Profiles.standardChat();

  final ManualLoop loop = new ManualLoop();
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

  Prospects prospects() {
    return catalogue.forPrompt(new Prompt("", List.of()), WarmPrefixes.NONE);
  }

  Prospect prospect(String name) {
    return prospects().find(name).orElseThrow();
  }

  /** About how many tokens a request with that question has. */
  long tokens(String question) {
    return PromptBuilder.estimateTokens(asking(question).prompt());
  }

  /** How often haiku, sonnet and opus were asked. */
  String calls() {
    return haiku.calls().size() + " " + sonnet.calls().size() + " " + opus.calls().size();
  }

  /** The newest call of that provider fails. */
  static void fail(ScriptedProvider provider, ProviderFailure failure) {
    provider.lastCall().listener().onFailure(failure);
  }

  /** So many first tokens of that model, each after so many milliseconds. */
  void measured(String name, int times, double ms) {
    for (int i = 0; i < times; i++) {
      prospect(name).standing().profile().firstToken(0, ms);
    }
    loop.advance(Duration.ofSeconds(1)); // What is known is looked at anew now and then.
  }

  static RouteRequest asking(
      String question, @Nullable String pinned, Priority priority, @Nullable Duration budget) {
    return new RouteRequest(
        new Prompt("Be brief.", List.of(new PromptMessage(Role.USER, question))),
        question,
        null,
        PROFILE,
        pinned,
        priority,
        budget,
        null);
  }

  /** Where these alone may stand in. */
  static RouteRequest asking(String question, @Nullable Duration budget, Set<String> standIns) {
    RouteRequest anybody = asking(question, null, Priority.QUALITY, budget);
    return new RouteRequest(
        anybody.prompt(),
        question,
        null,
        PROFILE.with(new Choosing(standIns)),
        null,
        Priority.QUALITY,
        budget,
        null);
  }

  static RouteRequest asking(String question) {
    return asking(question, null, Priority.QUALITY, null);
  }
}
