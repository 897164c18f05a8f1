package dev.firstword.app;

import dev.firstword.core.profile.ModelPolicy;
import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.PreparationPolicy.CacheTtlPolicy;
import dev.firstword.core.profile.PreparationPolicy.Caching;
import dev.firstword.core.profile.PreparationPolicy.TimeoutAction;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.profile.Profiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the {@code profiles} section. A profile inherits unset values from the standard profile of
 * the same name, otherwise from the chat profile.
 */
final class ProfileSettingsReader {

  private static final List<String> KEYS =
      List.of(
          "title",
          "system",
          "allow_system_override",
          "model",
          "max_tokens",
          "history_tokens",
          "fallbacks",
          "labels",
          "phases",
          "max_passages",
          "cache",
          "notice_after",
          "mid_answer_notice_after",
          "first_token_timeout",
          "idle_timeout",
          "total_timeout",
          "disconnect_grace");

  private ProfileSettingsReader() {}

  static List<Profile> profiles(SettingsNode node) {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    Profile standard = Profiles.defaultChat();
    profiles.put(standard.name(), standard);
    Profile proposal = Profiles.defaultProposal();
    profiles.put(proposal.name(), proposal);
    node.children()
        .forEach((name, child) ->
            profiles.put(name, profile(name, child, profiles.getOrDefault(name, standard))));
    return new ArrayList<>(profiles.values());
  }

  private static Profile profile(String name, SettingsNode node, Profile base) {
    node.allowKeys(
        Stream.concat(KEYS.stream(), AnswerSettingsReader.KEYS.stream()).toArray(String[]::new));
    Map<String, String> labels = new LinkedHashMap<>(base.labels());
    node.at("labels").children().forEach((phase, label) -> labels.put(phase, label.requiredText()));
    Timeouts limits = base.timeouts();
    return new Profile(
        name,
        node.at("title").text(name.equals(base.name()) ? base.title() : name),
        Objects.requireNonNullElse(node.at("system").text(), base.system()),
        node.at("allow_system_override").bool(base.allowsSystemOverride()),
        node.at("model").isPresent() ? node.at("model").requiredText() : base.model(),
        node.at("max_tokens").integer(base.maxTokens(), 1, 1_000_000),
        node.at("history_tokens").integer(base.historyTokens(), 0, 10_000_000),
        labels,
        modelPolicy(node.at("fallbacks"), base.modelPolicy()),
        base.preparationPolicy()
            .with(
                rules(node.at("phases"), base.preparationPolicy()),
                node.at("max_passages").integer(base.preparationPolicy().maxPassages(), 0, 50))
            .with(caching(node.at("cache"), base.preparationPolicy().caching())),
        new NoticeAfter(
            node.at("notice_after").duration(base.noticeAfter().firstToken()),
            node.at("mid_answer_notice_after").duration(base.noticeAfter().midAnswer())),
        new Timeouts(
            node.at("first_token_timeout").duration(limits.firstToken()),
            node.at("idle_timeout").duration(limits.idle()),
            node.at("total_timeout").duration(limits.total()),
            node.at("disconnect_grace").duration(limits.disconnectGrace())),
        AnswerSettingsReader.read(node, base.answerPolicy()));
  }

  private static ModelPolicy modelPolicy(SettingsNode fallbacks, ModelPolicy base) {
    return fallbacks.isPresent()
        ? new ModelPolicy(Set.copyOf(fallbacks.list(SettingsNode::requiredText)))
        : base;
  }

  private static Map<String, PreparationPolicy.PhaseRule> rules(
      SettingsNode node, PreparationPolicy base) {
    node.allowKeys("history", "embedding", "search", "reranking");
    Map<String, PreparationPolicy.PhaseRule> rules = new LinkedHashMap<>();
    node.children()
        .forEach((phase, rule) -> {
          rule.allowKeys("budget", "on_timeout");
          PreparationPolicy.PhaseRule defaults = base.rule(phase);
          rules.put(
              phase,
              new PreparationPolicy.PhaseRule(
                  rule.at("budget").duration(defaults.budget()),
                  timeoutAction(rule.at("on_timeout"), defaults.onTimeout())));
        });
    return rules;
  }

  private static Caching caching(SettingsNode node, Caching base) {
    node.allowKeys("ttl", "keep_warm");
    SettingsNode ttl = node.at("ttl");
    CacheTtlPolicy life =
        !ttl.isPresent()
            ? base.ttl()
            : switch (ttl.requiredText()) {
              case "off", "false" -> CacheTtlPolicy.OFF; // YAML reads an unquoted off as false.
              case "5m" -> CacheTtlPolicy.FIVE_MINUTES;
              case "1h" -> CacheTtlPolicy.ONE_HOUR;
              case "auto" -> CacheTtlPolicy.AUTO;
              default -> throw ttl.invalid("must be auto, 5m, 1h or off");
            };
    return new Caching(life, node.at("keep_warm").bool(base.isKeptWarm()));
  }

  private static TimeoutAction timeoutAction(SettingsNode node, TimeoutAction base) {
    return switch (node.text(base.name().toLowerCase(Locale.ROOT))) {
      case "wait" -> TimeoutAction.WAIT;
      case "skip" -> TimeoutAction.SKIP;
      case "degrade" -> TimeoutAction.DEGRADE;
      default -> throw node.invalid("must be wait, skip or degrade");
    };
  }
}
