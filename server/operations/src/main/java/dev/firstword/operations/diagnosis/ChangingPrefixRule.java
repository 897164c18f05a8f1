package dev.firstword.operations.diagnosis;

import dev.firstword.core.prompt.CacheMiss;
import dev.firstword.core.prompt.CacheMiss.Cause;
import dev.firstword.operations.metrics.RecentTurn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Detects prompts that miss the cache because something before them changes between the requests of
 * a conversation.
 */
final class ChangingPrefixRule implements DiagnosticRule {

  /** Less is chance, or a few users who change something on purpose. */
  private static final double MIN_SHARE = 0.05;

  @Override
  public String id() {
    return "changing_prefix";
  }

  /** The turns with one cause, and the tokens that missed the cache. */
  private record Found(Cause cause, List<RecentTurn> turns, double tokens) {

    static Found of(Cause cause, List<RecentTurn> turns) {
      List<RecentTurn> affected =
          turns.stream().filter(kept -> tokensAnew(kept, cause) > 0).toList();
      return new Found(
          cause, affected, affected.stream().mapToLong(kept -> tokensAnew(kept, cause)).sum());
    }

    double tokensPerTurn() {
      return tokens / turns.size();
    }
  }

  private static long tokensAnew(RecentTurn kept, Cause cause) {
    return kept.turn().timeline().cacheMisses().stream()
        .filter(miss -> miss.cause() == cause)
        .mapToLong(CacheMiss::tokens)
        .sum();
  }

  @Override
  public Optional<Recommendation> examine(TurnSample sample) {
    return Arrays.stream(Cause.values())
        .filter(Cause::isChange)
        .map(cause -> Found.of(cause, sample.turns()))
        .filter(found -> share(found, sample) >= MIN_SHARE)
        .max(Comparator.comparingDouble(Found::tokens))
        .map(found -> recommendation(found, sample));
  }

  private static double share(Found found, TurnSample sample) {
    return (double) found.turns.size() / sample.turns().size();
  }

  private Recommendation recommendation(Found found, TurnSample sample) {
    TokenCost cost = TokenCost.of(sample, sample.turns());
    double share = share(found, sample);
    double ms = found.tokensPerTurn() / 1e3 * cost.msPer1k();
    double money =
        found.turns.stream().mapToDouble(kept -> price(kept, found.cause, sample)).sum()
            / found.turns.size();
    String text =
        String.format(
            Locale.ROOT,
            "%s in %.0f %% of turns: %,d tokens missed the cache, %.1f s%s a turn. %s",
            what(found.cause),
            share * 100,
            Math.round(found.tokensPerTurn()),
            ms / 1e3,
            money > 0 ? String.format(Locale.ROOT, " and %.4f of the prices' currency", money) : "",
            advice(found.cause));
    return new Recommendation(
        id(),
        "Prompts change before their end",
        text,
        setting(found),
        share,
        List.of(
            new Evidence(
                "share of turns that missed the cache on a cached prefix", share, MIN_SHARE),
            Evidence.of("tokens missed in each of them", found.tokensPerTurn()),
            Evidence.of("ms for them", ms),
            Evidence.of("cost of them, in the currency of the prices", money),
            Evidence.of("share of causes named by the provider", namedByProvider(found))),
        Saving.replay(
            cost.basis(),
            sample.turns(),
            (kept, times) ->
                times.startingEarlier(
                    Math.min(
                        tokensAnew(kept, found.cause) / 1e3 * cost.msPer1k(),
                        TurnSample.modelTtftMs(kept)))));
  }

  /** What reading the tokens anew, and writing them to the cache, cost more than a hit. */
  private static double price(RecentTurn kept, Cause cause, TurnSample sample) {
    return sample
        .models()
        .find(kept.turn().model())
        .map(model -> tokensAnew(kept, cause) / 1e6 * model.missPrice())
        .orElse(0.0);
  }

  private static double namedByProvider(Found found) {
    List<CacheMiss> misses =
        found.turns.stream()
            .flatMap(kept -> kept.turn().timeline().cacheMisses().stream())
            .filter(miss -> miss.cause() == found.cause)
            .toList();
    return (double) misses.stream().filter(CacheMiss::isFromProvider).count() / misses.size();
  }

  private static String what(Cause cause) {
    return switch (cause) {
      case MODEL_CHANGED -> "The model changes between turns";
      case TOOLS_CHANGED -> "Tools differ between turns";
      case INSTRUCTIONS_CHANGED -> "Instructions differ between turns";
      case OPTIONS_CHANGED -> "Options such as thinking or the tool choice differ between turns";
      case MESSAGES_CHANGED -> "Earlier messages differ between turns";
      case EXPIRED, UNEXPLAINED -> "The cache is lost between turns";
    };
  }

  private static String advice(Cause cause) {
    return switch (cause) {
      case MODEL_CHANGED -> "Let a conversation keep its model.";
      case TOOLS_CHANGED -> "Send the same tools in each turn of a conversation.";
      case INSTRUCTIONS_CHANGED -> "Keep dates and names out of the instructions.";
      case OPTIONS_CHANGED -> "Keep these options for a whole conversation.";
      case MESSAGES_CHANGED ->
          "Give the history more room, or use fewer passages: trimmed messages and excerpts that"
              + " leave their question change what was cached.";
      case EXPIRED, UNEXPLAINED -> "Keep prompts warm.";
    };
  }

  private static String setting(Found found) {
    String profile = "profiles." + TurnSample.mostCommonProfile(found.turns) + ".";
    return switch (found.cause) {
      case MODEL_CHANGED -> profile + "model: " + found.turns.getLast().turn().model();
      case MESSAGES_CHANGED -> profile + "history_tokens: 32000";
      case TOOLS_CHANGED -> "tools: the same list in each request";
      case INSTRUCTIONS_CHANGED -> profile + "system: text without anything that changes";
      case OPTIONS_CHANGED -> profile + "thinking: auto";
      case EXPIRED, UNEXPLAINED -> profile + "cache.keep_warm: true";
    };
  }
}
