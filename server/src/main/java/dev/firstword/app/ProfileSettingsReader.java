package dev.firstword.app;

import dev.firstword.profile.Choosing;
import dev.firstword.profile.Preparing;
import dev.firstword.profile.Preparing.Caching;
import dev.firstword.profile.Preparing.Life;
import dev.firstword.profile.Preparing.WhenLate;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profile.Patience;
import dev.firstword.profile.Profiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a configuration's profiles; what one does not say is as in the standard one. */
final class ProfileSettingsReader {

  private static final List<String> KEYS =
      List.of(
          "title",
          "system",
          "system_replaceable",
          "model",
          "max_tokens",
          "history_tokens",
          "stand_ins",
          "labels",
          "phases",
          "passages",
          "cache",
          "patience",
          "mid_answer_patience",
          "first_token_limit",
          "silence_limit",
          "total_limit",
          "orphan_grace");

  private ProfileSettingsReader() {}

  static List<Profile> profiles(SettingsNode node) {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    Profile standard = Profiles.standardChat();
    profiles.put(standard.name(), standard);
    Profile proposal = Profiles.standardProposal();
    profiles.put(proposal.name(), proposal);
    node.children()
        .forEach((name, child) ->
            profiles.put(name, profile(name, child, profiles.getOrDefault(name, standard))));
    return new ArrayList<>(profiles.values());
  }

  private static Profile profile(String name, SettingsNode node, Profile base) {
    node.only(
        Stream.concat(KEYS.stream(), AnsweringSettingsReader.KEYS.stream()).toArray(String[]::new));
    Map<String, String> labels = new LinkedHashMap<>(base.labels());
    node.at("labels").children().forEach((phase, label) -> labels.put(phase, label.requiredText()));
    Limits limits = base.limits();
    return new Profile(
        name,
        node.at("title").text(name.equals(base.name()) ? base.title() : name),
        Objects.requireNonNullElse(node.at("system").text(), base.system()),
        node.at("system_replaceable").truth(base.systemReplaceable()),
        node.at("model").isPresent() ? node.at("model").requiredText() : base.model(),
        node.at("max_tokens").whole(base.maxTokens(), 1, 1_000_000),
        node.at("history_tokens").whole(base.historyTokens(), 0, 10_000_000),
        labels,
        choosing(node.at("stand_ins"), base.choosing()),
        base.preparing()
            .with(
                rules(node.at("phases"), base.preparing()),
                node.at("passages").whole(base.preparing().passages(), 0, 50))
            .with(caching(node.at("cache"), base.preparing().caching())),
        new Patience(
            node.at("patience").time(base.patience().firstWord()),
            node.at("mid_answer_patience").time(base.patience().midAnswer())),
        new Limits(
            node.at("first_token_limit").time(limits.firstToken()),
            node.at("silence_limit").time(limits.silence()),
            node.at("total_limit").time(limits.total()),
            node.at("orphan_grace").time(limits.orphanGrace())),
        AnsweringSettingsReader.read(node, base.answering()));
  }

  private static Choosing choosing(SettingsNode standIns, Choosing base) {
    return standIns.isPresent()
        ? new Choosing(Set.copyOf(standIns.each(SettingsNode::requiredText)))
        : base;
  }

  private static Map<String, Preparing.Rule> rules(SettingsNode node, Preparing base) {
    node.only("history", "embedding", "search", "reranking");
    Map<String, Preparing.Rule> rules = new LinkedHashMap<>();
    node.children()
        .forEach((phase, rule) -> {
          rule.only("budget", "late");
          Preparing.Rule usual = base.rule(phase);
          rules.put(
              phase,
              new Preparing.Rule(
                  rule.at("budget").time(usual.budget()),
                  whenLate(rule.at("late"), usual.whenLate())));
        });
    return rules;
  }

  private static Caching caching(SettingsNode node, Caching usual) {
    node.only("ttl", "keep_warm");
    SettingsNode ttl = node.at("ttl");
    Life life =
        !ttl.isPresent()
            ? usual.life()
            : switch (ttl.requiredText()) {
              case "off", "false" -> Life.OFF; // YAML takes an off without quotes for no.
              case "5m" -> Life.FIVE_MINUTES;
              case "1h" -> Life.ONE_HOUR;
              case "auto" -> Life.AUTO;
              default -> throw ttl.wrong("must be auto, 5m, 1h or off");
            };
    return new Caching(life, node.at("keep_warm").truth(usual.keepWarm()));
  }

  private static WhenLate whenLate(SettingsNode node, WhenLate usual) {
    return switch (node.text(usual.name().toLowerCase(Locale.ROOT))) {
      case "wait" -> WhenLate.WAIT;
      case "skip" -> WhenLate.SKIP;
      case "degrade" -> WhenLate.DEGRADE;
      default -> throw node.wrong("must be wait, skip or degrade");
    };
  }
}
