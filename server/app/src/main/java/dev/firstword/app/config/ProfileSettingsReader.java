package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.profile.AnswerPolicy;
import dev.firstword.core.profile.ModelPolicy;
import dev.firstword.core.profile.ModelPolicy.OnRefusal;
import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.PreparationPolicy.CacheTtlPolicy;
import dev.firstword.core.profile.PreparationPolicy.Caching;
import dev.firstword.core.profile.PreparationPolicy.PhaseRule;
import dev.firstword.core.profile.PreparationPolicy.TimeoutAction;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profile.NoticeAfter;
import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import dev.firstword.core.provider.UnsupportedOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the {@code profiles} section. A profile inherits unset values from the standard profile of
 * the same name, otherwise from the chat profile.
 */
final class ProfileSettingsReader {

  static final SettingsSection SECTION = new SettingsSection("Profiles", "profiles.NAME.");

  private static final List<String> PHASES = List.of("history", "embedding", "search", "reranking");
  private static final Profile CHAT = Profiles.defaultChat();

  private static final Setting<String> TITLE =
      SECTION.declare("title", SettingType.TEXT, described("the name"), "Name that users see.");
  private static final Setting<String> SYSTEM =
      SECTION.declare("system", SettingType.TEXT, described("a plain assistant"), "System prompt.");
  private static final Setting<Boolean> ALLOW_SYSTEM_OVERRIDE =
      SECTION.declare(
          "allow_system_override",
          SettingType.BOOLEAN,
          value(CHAT.allowsSystemOverride()),
          "Whether a request may send its own system prompt.");
  private static final Setting<String> MODEL =
      SECTION.declare(
          "model",
          SettingType.NAME,
          described("the router chooses"),
          "Model to use for every turn.");
  private static final Setting<Integer> MAX_TOKENS =
      SECTION.declare(
          "max_tokens",
          SettingType.integer(1, 1_000_000),
          value(CHAT.maxTokens()),
          "Maximum length of an answer in tokens.");
  private static final Setting<Integer> HISTORY_TOKENS =
      SECTION.declare(
          "history_tokens",
          SettingType.integer(0, 10_000_000),
          value(CHAT.historyTokens()),
          "Maximum conversation history in a prompt, in estimated tokens.");
  private static final Setting<List<String>> FALLBACKS =
      SECTION.declare(
          "fallbacks",
          SettingType.list(SettingType.NAME),
          described("all models"),
          "Models that may be called as a hedge or fallback; `[]` allows none.");
  private static final Setting<Map<String, String>> LABELS =
      SECTION.declare(
          "labels",
          SettingType.map(SettingType.NAME),
          described("built-in wording"),
          "Label per phase; `.degraded` and `.failed` label those outcomes, and `tool.NAME` a"
              + " tool.");
  private static final Setting<Duration> BUDGET =
      SECTION.declare(
          "phases.PHASE.budget",
          SettingType.DURATION,
          described("`history` 2s, `search` 1s, others 500ms"),
          "Time allowed for the phase, from its own start.");
  private static final Setting<TimeoutAction> ON_TIMEOUT =
      SECTION.declare(
          "phases.PHASE.on_timeout",
          SettingType.choice(TimeoutAction.class),
          described("`search` skip, others degrade"),
          "What the turn does when the phase is late or fails: `wait`, `skip` or `degrade`.");
  private static final Setting<Integer> MAX_PASSAGES =
      SECTION.declare(
          "max_passages",
          SettingType.integer(0, 50),
          value(CHAT.preparationPolicy().maxPassages()),
          "Maximum passages from documents in a prompt; `0` turns the search off.");
  private static final Setting<CacheTtlPolicy> CACHE_TTL =
      SECTION.declare(
          "cache.ttl",
          SettingType.choice(
              List.of(
                  Map.entry("auto", CacheTtlPolicy.AUTO),
                  Map.entry("5m", CacheTtlPolicy.FIVE_MINUTES),
                  Map.entry("1h", CacheTtlPolicy.ONE_HOUR),
                  Map.entry("off", CacheTtlPolicy.OFF))),
          value(CHAT.preparationPolicy().caching().ttl()),
          "Cache TTL of the instructions: `5m`, `1h`, `off` (no breakpoints), or `auto` for the"
              + " cheaper one.");
  private static final Setting<Boolean> KEEP_WARM =
      SECTION.declare(
          "cache.keep_warm",
          SettingType.BOOLEAN,
          value(CHAT.preparationPolicy().caching().isKeptWarm()),
          "Whether idle prefixes are refreshed and prefetched where that saves money.");
  private static final Setting<Duration> NOTICE_AFTER =
      SECTION.declare(
          "notice_after",
          SettingType.DURATION,
          value(CHAT.noticeAfter().firstToken()),
          "Wait for the first text after which the user is notified that it takes longer.");
  private static final Setting<Duration> MID_ANSWER_NOTICE_AFTER =
      SECTION.declare(
          "mid_answer_notice_after",
          SettingType.DURATION,
          value(CHAT.noticeAfter().midAnswer()),
          "Silence within the text after which the user is notified.");
  private static final Setting<Duration> FIRST_TOKEN_TIMEOUT =
      SECTION.declare(
          "first_token_timeout",
          SettingType.DURATION,
          value(CHAT.timeouts().firstToken()),
          "Maximum wait for a model's first token.");
  private static final Setting<Duration> IDLE_TIMEOUT =
      SECTION.declare(
          "idle_timeout",
          SettingType.DURATION,
          value(CHAT.timeouts().idle()),
          "Maximum silence between two chunks of a model's stream.");
  private static final Setting<Duration> TOTAL_TIMEOUT =
      SECTION.declare(
          "total_timeout",
          SettingType.DURATION,
          value(CHAT.timeouts().total()),
          "Maximum duration of a model call.");
  private static final Setting<Duration> DISCONNECT_GRACE =
      SECTION.declare(
          "disconnect_grace",
          SettingType.DURATION,
          value(CHAT.timeouts().disconnectGrace()),
          "How long a turn continues without a reader.");

  private static final Setting<ThinkingOption> THINKING =
      SECTION.declare(
          "thinking",
          SettingType.choice(
              List.of(
                  Map.entry("auto", ThinkingOption.AUTO),
                  Map.entry("off", ThinkingOption.of(Level.OFF)),
                  Map.entry("low", ThinkingOption.of(Level.LOW)),
                  Map.entry("medium", ThinkingOption.of(Level.MEDIUM)),
                  Map.entry("high", ThinkingOption.of(Level.HIGH)))),
          described("`auto`"),
          "How much models think before they answer, unless a request says otherwise; `auto` leaves"
              + " it to the model.");

  private static final Setting<UnsupportedOptions> UNSUPPORTED_OPTIONS =
      SECTION.declare(
          "unsupported_options",
          SettingType.choice(UnsupportedOptions.class),
          value(CHAT.modelPolicy().unsupportedOptions()),
          "How to handle options that a model does not take: `refuse` them, `translate` those"
              + " with an equivalent, or also `omit` `temperature` and `top_p`.");

  private static final Setting<OnRefusal> ON_REFUSAL =
      SECTION.declare(
          "on_refusal",
          SettingType.choice(OnRefusal.class),
          value(CHAT.modelPolicy().onRefusal()),
          "What to do if a model declines before its first word: `fallback` asks one other model of"
              + " `fallbacks`, `stop` tells the user.");

  private ProfileSettingsReader() {}

  static List<Profile> profiles(SettingsNode root) {
    Map<String, Profile> profiles = new LinkedHashMap<>();
    profiles.put(CHAT.name(), CHAT);
    Profile proposal = Profiles.defaultProposal();
    profiles.put(proposal.name(), proposal);
    root.at("profiles")
        .children()
        .forEach((name, node) ->
            profiles.put(name, profile(name, node, profiles.getOrDefault(name, CHAT))));
    return new ArrayList<>(profiles.values());
  }

  private static Profile profile(String name, SettingsNode node, Profile base) {
    Map<String, String> labels = new LinkedHashMap<>(base.labels());
    labels.putAll(LABELS.read(node, Map.of()));
    List<String> fallbacks = FALLBACKS.readOrNull(node);
    Timeouts timeouts = base.timeouts();
    String model = MODEL.readOrNull(node);
    int maxTokens = MAX_TOKENS.read(node, base.maxTokens());
    AnswerPolicy answerPolicy = AnswerSettingsReader.read(node, base.answerPolicy());
    AnswerSettingsReader.requireLimit(node, maxTokens, answerPolicy);
    return new Profile(
        name,
        TITLE.read(node, name.equals(base.name()) ? base.title() : name),
        SYSTEM.read(node, base.system()),
        ALLOW_SYSTEM_OVERRIDE.read(node, base.allowsSystemOverride()),
        model == null ? base.model() : model,
        maxTokens,
        HISTORY_TOKENS.read(node, base.historyTokens()),
        labels,
        new ModelPolicy(
            fallbacks == null ? base.modelPolicy().fallbacks() : Set.copyOf(fallbacks),
            THINKING.read(node, base.modelPolicy().thinking()),
            UNSUPPORTED_OPTIONS.read(node, base.modelPolicy().unsupportedOptions()),
            ON_REFUSAL.read(node, base.modelPolicy().onRefusal())),
        base.preparationPolicy()
            .with(
                rules(node.at("phases"), base.preparationPolicy()),
                MAX_PASSAGES.read(node, base.preparationPolicy().maxPassages()))
            .with(caching(node, base.preparationPolicy().caching())),
        new NoticeAfter(
            NOTICE_AFTER.read(node, base.noticeAfter().firstToken()),
            MID_ANSWER_NOTICE_AFTER.read(node, base.noticeAfter().midAnswer())),
        new Timeouts(
            FIRST_TOKEN_TIMEOUT.read(node, timeouts.firstToken()),
            IDLE_TIMEOUT.read(node, timeouts.idle()),
            TOTAL_TIMEOUT.read(node, timeouts.total()),
            DISCONNECT_GRACE.read(node, timeouts.disconnectGrace())),
        answerPolicy);
  }

  private static Map<String, PhaseRule> rules(SettingsNode node, PreparationPolicy base) {
    if (node.isPresent()) {
      node.requireKeys(PHASES);
    }
    Map<String, PhaseRule> rules = new LinkedHashMap<>();
    node.children()
        .forEach((phase, rule) -> {
          PhaseRule defaults = base.rule(phase);
          rules.put(
              phase,
              new PhaseRule(
                  BUDGET.read(rule, defaults.budget()),
                  ON_TIMEOUT.read(rule, defaults.onTimeout())));
        });
    return rules;
  }

  private static Caching caching(SettingsNode node, Caching base) {
    return new Caching(CACHE_TTL.read(node, base.ttl()), KEEP_WARM.read(node, base.isKeptWarm()));
  }
}
