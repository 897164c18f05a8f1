package dev.firstword.core.model;

import static dev.firstword.core.model.ModelCapabilities.Availability.ALWAYS;
import static dev.firstword.core.model.ModelCapabilities.Availability.NEVER;
import static dev.firstword.core.model.ModelCapabilities.Availability.UNLESS_THINKING;
import static dev.firstword.core.model.ModelCapabilities.Display.OMITTED;
import static dev.firstword.core.model.ModelCapabilities.Display.SUMMARIZED;
import static dev.firstword.core.model.ModelCapabilities.Display.UPDATES;
import static dev.firstword.core.model.ModelCapabilities.Effort.HIGH;
import static dev.firstword.core.model.ModelCapabilities.Effort.LOW;
import static dev.firstword.core.model.ModelCapabilities.Effort.MAX;
import static dev.firstword.core.model.ModelCapabilities.Effort.MEDIUM;
import static dev.firstword.core.model.ModelCapabilities.Effort.NONE;
import static dev.firstword.core.model.ModelCapabilities.Effort.XHIGH;
import static dev.firstword.core.model.ModelCapabilities.ThinkingType.ADAPTIVE;
import static dev.firstword.core.model.ModelCapabilities.ThinkingType.BETWEEN_TOOLS;
import static dev.firstword.core.model.ModelCapabilities.ThinkingType.DISABLED;
import static dev.firstword.core.model.ModelCapabilities.ThinkingType.EFFORT;
import static dev.firstword.core.model.ModelCapabilities.ThinkingType.ENABLED;

import dev.firstword.core.model.ModelCapabilities.Availability;
import dev.firstword.core.model.ModelCapabilities.Cache;
import dev.firstword.core.model.ModelCapabilities.Display;
import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Input;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Stage;
import dev.firstword.core.model.ModelCapabilities.Thinking;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.model.ModelCapabilities.Thoughts;
import dev.firstword.core.model.ModelCapabilities.Tools;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The models of Anthropic and OpenAI as their documentation describes them in November 2026: one
 * table. A name is looked up whole and never parsed, since names follow no rule.
 */
public final class KnownModels {

  private static final Set<Effort> ALL_EFFORTS = Set.of(LOW, MEDIUM, HIGH, XHIGH, MAX);
  private static final Set<Effort> EFFORTS_OF_4_6 = Set.of(LOW, MEDIUM, HIGH, MAX);
  private static final Set<Effort> OPENAI_EFFORTS = Set.of(LOW, MEDIUM, HIGH, XHIGH, MAX);
  private static final Set<Effort> OPENAI_EFFORTS_WITH_NONE =
      Set.of(NONE, LOW, MEDIUM, HIGH, XHIGH, MAX);

  private static final Set<Display> SUMMARIES = Set.of(SUMMARIZED, OMITTED);
  private static final Set<Display> SUMMARIES_AND_NOTES = Set.of(SUMMARIZED, OMITTED, UPDATES);

  private static final Set<ThinkingType> ONLY_ADAPTIVE = Set.of(ADAPTIVE);
  private static final Set<ThinkingType> OPTIONAL = Set.of(ADAPTIVE, DISABLED);
  private static final Set<ThinkingType> ADAPTIVE_OR_BUDGET = Set.of(ADAPTIVE, ENABLED, DISABLED);

  private static final Set<String> BEFORE_5 =
      Set.of(
          "claude-opus-4-8",
          "claude-opus-4-7",
          "claude-opus-4-6",
          "claude-opus-4-5",
          "claude-sonnet-4-6",
          "claude-sonnet-4-5",
          "claude-haiku-4-5");

  private static final LocalDate LAST_DAY_OF_5 = LocalDate.of(2026, 12, 11);
  private static final LocalDate LAST_DAY_OF_4 = LocalDate.of(2027, 1, 14);

  private static final List<KnownModel> MODELS =
      List.of(
          claude("claude-fable-5-2", 8, 40)
              .thinks(ONLY_ADAPTIVE, HIGH, SUMMARIES)
              .isDefault()
              .forced(NEVER)
              .caches(512, 0.025)
              .binds()
              .model(),
          claude("claude-mythos-5-2", 8, 40)
              .thinks(ONLY_ADAPTIVE, HIGH, SUMMARIES)
              .isDefault()
              .forced(NEVER)
              .caches(512, 0.025)
              .binds()
              .model(),
          claude("claude-fable-5-1", 10, 50)
              .thinks(ONLY_ADAPTIVE, HIGH, SUMMARIES_AND_NOTES)
              .isDefault()
              .forced(NEVER)
              .caches(512, 0.025)
              .binds("claude-opus-5-5", "claude-opus-5")
              .model(),
          claude("claude-opus-5-5", 4, 20)
              .thinks(ONLY_ADAPTIVE, MEDIUM, SUMMARIES_AND_NOTES)
              .isDefault()
              .forced(NEVER)
              .caches(512, 0.05)
              .binds("claude-opus-5", "claude-sonnet-5", "claude-haiku-5-5")
              .readsOlder()
              .model(),
          claude("claude-sonnet-5-5", 2, 10)
              .thinks(Set.of(ADAPTIVE, BETWEEN_TOOLS), HIGH, SUMMARIES_AND_NOTES)
              .isDefault()
              .forced(NEVER)
              .caches(512, 0.05)
              .binds("claude-sonnet-5", "claude-haiku-5-5")
              .readsOlder()
              .model(),
          claude("claude-haiku-5-5", 0.1, 0.5)
              .thinks(OPTIONAL, MEDIUM, SUMMARIES)
              .isDefault()
              .caches(512, 0.1)
              .binds("claude-sonnet-5")
              .readsOlder()
              .model(),
          claude("claude-opus-5", 5, 25)
              .thinks(OPTIONAL, HIGH, SUMMARIES)
              .isDefault()
              .caches(512, 0.1)
              .keepsThoughts()
              .model(),
          claude("claude-sonnet-5", 2, 10)
              .thinks(OPTIONAL, HIGH, SUMMARIES)
              .isDefault()
              .caches(1024, 0.1)
              .keepsThoughts()
              .model(),
          claude("claude-opus-4-8", 5, 25)
              .thinks(OPTIONAL, HIGH, SUMMARIES)
              .caches(1024, 0.1)
              .model(),
          claude("claude-opus-4-7", 5, 25)
              .thinks(OPTIONAL, HIGH, SUMMARIES)
              .caches(2048, 0.1)
              .model(),
          claude("claude-opus-4-6", 5, 25)
              .thinks(ADAPTIVE_OR_BUDGET, HIGH, SUMMARIES)
              .efforts(EFFORTS_OF_4_6)
              .summarizes()
              .samples()
              .caches(4096, 0.1)
              .model(),
          claude("claude-sonnet-4-6", 3, 15)
              .thinks(ADAPTIVE_OR_BUDGET, HIGH, SUMMARIES)
              .efforts(EFFORTS_OF_4_6)
              .summarizes()
              .samples()
              .caches(1024, 0.1)
              .model(),
          claude("claude-haiku-4-5", 1, 5)
              .onlyBudget()
              .limits(200_000, 64_000)
              .caches(4096, 0.1)
              .model()
              .withAliases("claude-haiku-4-5-20251001"),
          claude("claude-sonnet-4-5", 3, 15)
              .onlyBudget()
              .limits(200_000, 64_000)
              .caches(1024, 0.1)
              .ends(LocalDate.of(2026, 11, 30))
              .model()
              .withAliases("claude-sonnet-4-5-20250929"),
          claude("claude-opus-4-5", 5, 25)
              .onlyBudget()
              .limits(200_000, 64_000)
              .caches(4096, 0.1)
              .ends(LocalDate.of(2027, 1, 22))
              .model()
              .withAliases("claude-opus-4-5-20251101"),
          gpt("gpt-6.2-astra", 8, 40).caches(1024, 0.1).binds().model(),
          gpt("gpt-6.2-sol", 2, 10).caches(1024, 0.05).binds().model(),
          gpt("gpt-6-astra", 10, 50).caches(1024, 0.1).keepsThoughts().model(),
          gpt("gpt-6.1-sol", 2, 10).caches(1024, 0.05).keepsThoughts().model(),
          gpt("gpt-6-sol", 2, 10).caches(1024, 0.1).canRest().keepsThoughts().model(),
          gpt("gpt-6-luna", 0.1, 0.5).caches(1024, 0.1).canRest().keepsThoughts().model(),
          gpt("gpt-5", 1.25, 10).until6(0.1).ends(LAST_DAY_OF_5).model(),
          gpt("gpt-5-mini", 0.25, 2).until6(0.1).ends(LAST_DAY_OF_5).model(),
          gpt("gpt-5-nano", 0.05, 0.4).until6(0.1).ends(LAST_DAY_OF_5).model(),
          gpt("o3", 2, 8).until6(0.25).limits(200_000, 100_000).ends(LAST_DAY_OF_5).model(),
          gpt("gpt-4.1", 2, 8).until5(0.25).ends(LAST_DAY_OF_4).model(),
          gpt("gpt-4.1-mini", 0.4, 1.6).until5(0.25).ends(LAST_DAY_OF_4).model(),
          gpt("gpt-4o", 2.5, 10).until5(0.5).limits(128_000, 16_384).ends(LAST_DAY_OF_4).model(),
          gpt("gpt-4o-mini", 0.15, 0.6)
              .until5(0.5)
              .limits(128_000, 16_384)
              .ends(LAST_DAY_OF_4)
              .model());

  private static final Map<String, KnownModel> BY_NAME = byName();

  private KnownModels() {}

  /** Returns all models of the table. */
  public static List<KnownModel> all() {
    return MODELS;
  }

  /** Returns the model of this name; empty for a name that the table does not have. */
  public static Optional<KnownModel> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  private static Map<String, KnownModel> byName() {
    Map<String, KnownModel> models = new HashMap<>();
    for (KnownModel model : MODELS) {
      models.put(model.name(), model);
      model.aliases().forEach(alias -> models.put(alias, model));
    }
    return Map.copyOf(models);
  }

  private static Row claude(String name, double inputPrice, double outputPrice) {
    Row row = new Row(name, inputPrice, outputPrice);
    row.efforts = ALL_EFFORTS;
    row.defaultDisplay = OMITTED;
    return row.limits(1_000_000, 128_000);
  }

  private static Row gpt(String name, double inputPrice, double outputPrice) {
    Row row = new Row(name, inputPrice, outputPrice);
    row.types = Set.of(EFFORT);
    row.isDefault = true;
    row.efforts = OPENAI_EFFORTS;
    row.defaultEffort = MEDIUM;
    row.displays = SUMMARIES;
    row.defaultDisplay = OMITTED;
    row.chatTools = NEVER;
    row.longWriteFactor = 2.5;
    return row.limits(922_000, 128_000);
  }

  /** One row of the table while it is written. */
  private static final class Row {
    private final String name;
    private final double inputPrice;
    private final double outputPrice;
    private Set<ThinkingType> types = Set.of();
    private boolean isDefault;
    private Set<Effort> efforts = Set.of();
    private Effort defaultEffort = HIGH;
    private Set<Display> displays = Set.of();
    private Display defaultDisplay = SUMMARIZED;
    private Availability chatTools = ALWAYS;
    private Availability forced = ALWAYS;
    private boolean hasSampling;
    private int maxInput;
    private int maxOutput;
    private int minCacheable;
    private double readFactor;
    private double writeFactor = 1.25;
    private double longWriteFactor = 2;
    private boolean hasCacheDiagnostics = true;
    private Thoughts thoughts = Thoughts.OWN;
    private Lifecycle lifecycle = Lifecycle.ACTIVE;

    private Row(String name, double inputPrice, double outputPrice) {
      this.name = name;
      this.inputPrice = inputPrice;
      this.outputPrice = outputPrice;
    }

    Row thinks(Set<ThinkingType> ways, Effort effort, Set<Display> shown) {
      types = ways;
      defaultEffort = effort;
      displays = shown;
      return this;
    }

    Row isDefault() {
      isDefault = true;
      return this;
    }

    /** It thinks within a budget, shows it, and takes no effort. */
    Row onlyBudget() {
      types = Set.of(ENABLED, DISABLED);
      efforts = Set.of();
      displays = Set.of(SUMMARIZED);
      forced = UNLESS_THINKING;
      return summarizes().samples();
    }

    Row efforts(Set<Effort> taken) {
      efforts = taken;
      return this;
    }

    Row summarizes() {
      defaultDisplay = SUMMARIZED;
      return this;
    }

    Row samples() {
      hasSampling = true;
      return this;
    }

    Row forced(Availability availability) {
      forced = availability;
      return this;
    }

    Row limits(int inputTokens, int outputTokens) {
      maxInput = inputTokens;
      maxOutput = outputTokens;
      return this;
    }

    Row caches(int minTokens, double readPriceFactor) {
      minCacheable = minTokens;
      readFactor = readPriceFactor;
      return this;
    }

    /** Its thinking can be switched off. Then it takes sampling options and tools in chats. */
    Row canRest() {
      efforts = OPENAI_EFFORTS_WITH_NONE;
      hasSampling = true;
      chatTools = UNLESS_THINKING;
      return this;
    }

    /** OpenAI's reasoning models before the sixth generation: writing to the cache is free. */
    Row until6(double readPriceFactor) {
      efforts = Set.of(LOW, MEDIUM, HIGH);
      chatTools = ALWAYS;
      writeFactor = 1;
      longWriteFactor = 1;
      hasCacheDiagnostics = false;
      return limits(272_000, 128_000).caches(1024, readPriceFactor);
    }

    /** OpenAI's models that do not reason. */
    Row until5(double readPriceFactor) {
      until6(readPriceFactor);
      types = Set.of();
      isDefault = false;
      efforts = Set.of();
      displays = Set.of();
      return samples().limits(1_047_576, 32_768);
    }

    Row keepsThoughts() {
      thoughts = new Thoughts(true, false, Set.of());
      return this;
    }

    /** Its thoughts are bound to their conversation; it reads those of these models too. */
    Row binds(String... others) {
      thoughts = new Thoughts(true, true, Set.of(others));
      return this;
    }

    Row readsOlder() {
      Set<String> reads = new HashSet<>(thoughts.reads());
      reads.addAll(BEFORE_5);
      thoughts = new Thoughts(thoughts.areKept(), thoughts.areBound(), reads);
      return this;
    }

    Row ends(LocalDate lastDay) {
      lifecycle = new Lifecycle(Stage.DEPRECATED, lastDay);
      return this;
    }

    KnownModel model() {
      Thinking thinking =
          new Thinking(
              types,
              isDefault,
              efforts,
              efforts.isEmpty() ? null : defaultEffort,
              displays,
              defaultDisplay);
      return new KnownModel(
          name,
          List.of(),
          inputPrice,
          outputPrice,
          new ModelCapabilities(
              thinking,
              new Tools(chatTools, forced),
              hasSampling,
              new Input(true, true, maxInput),
              maxOutput,
              new Cache(
                  minCacheable, readFactor, writeFactor, longWriteFactor, hasCacheDiagnostics),
              thoughts,
              lifecycle));
    }
  }
}
