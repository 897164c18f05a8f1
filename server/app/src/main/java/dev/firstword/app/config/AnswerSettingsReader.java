package dev.firstword.app.config;

import static dev.firstword.app.config.SettingDefault.described;
import static dev.firstword.app.config.SettingDefault.none;
import static dev.firstword.app.config.SettingDefault.required;
import static dev.firstword.app.config.SettingDefault.value;

import dev.firstword.core.profile.AnswerPolicy;
import dev.firstword.core.profile.AnswerPolicy.ExpectedLength;
import dev.firstword.core.profile.AnswerPolicy.FollowUp;
import dev.firstword.core.profile.AnswerPolicy.ThinkingDisplay;
import dev.firstword.core.profile.Form;
import dev.firstword.core.profile.Form.Input;
import dev.firstword.core.profile.OutputPolicy;
import dev.firstword.core.profile.ToolPolicy;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the part of a profile that describes its form and its answers. */
final class AnswerSettingsReader {

  static final SettingsSection SECTION =
      new SettingsSection(ProfileSettingsReader.SECTION.title(), "profiles.NAME.");

  private static final AnswerPolicy DEFAULTS = AnswerPolicy.DEFAULT;
  private static final SettingType<Integer> TOKENS = SettingType.integer(1, 1_000_000);
  private static final double MIN_TOP_P = 0.01;
  private static final Pattern INPUT_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private static final Setting<String> NAME =
      SECTION.declare(
          "inputs[].name",
          SettingType.NAME,
          required(),
          "Field name in requests and in the template.");
  private static final Setting<String> LABEL =
      SECTION.declare(
          "inputs[].label", SettingType.TEXT, described("the name"), "Label that users see.");
  private static final Setting<String> HINT =
      SECTION.declare("inputs[].hint", SettingType.TEXT, none(), "Example value.");
  private static final Setting<Boolean> REQUIRED =
      SECTION.declare(
          "inputs[].required",
          SettingType.BOOLEAN,
          value(false),
          "Whether a request without it is refused.");
  private static final Setting<Boolean> MULTILINE =
      SECTION.declare(
          "inputs[].multiline",
          SettingType.BOOLEAN,
          value(false),
          "Whether the field takes more than one line.");
  private static final Setting<String> TEMPLATE =
      SECTION.declare(
          "template",
          SettingType.TEXT,
          none(),
          "Message built from the form fields, with names in braces.");
  private static final Setting<List<String>> SECTIONS =
      SECTION.declare(
          "sections",
          SettingType.list(SettingType.NAME),
          none(),
          "Headings of a structured answer, in order.");
  private static final Setting<Integer> EXPECTED_P50 =
      SECTION.declare(
          "expected_tokens.p50",
          TOKENS,
          value(DEFAULTS.expectedLength().p50()),
          "Expected median answer length in tokens, until some were measured.");
  private static final Setting<Integer> EXPECTED_P99 =
      SECTION.declare(
          "expected_tokens.p99",
          TOKENS,
          value(DEFAULTS.expectedLength().p99()),
          "Expected 99th percentile of answer length in tokens.");
  private static final Setting<Integer> SUMMARY_MIN_TOKENS =
      SECTION.declare(
          "summary_min_tokens",
          TOKENS,
          value(DEFAULTS.summaryMinTokens()),
          "Expected answer length from which the fastest model writes a quick summary.");

  private static final Setting<ThinkingDisplay> THINKING_DISPLAY =
      SECTION.declare(
          "thinking_display",
          SettingType.choice(ThinkingDisplay.class),
          value(DEFAULTS.thinking()),
          "What readers see of the model's thoughts: `none`, a `headline` in a few words, or the"
              + " `full` text.");

  private static final Setting<Integer> MAX_TOKENS_LIMIT =
      SECTION.declare(
          "max_tokens_limit",
          TOKENS,
          described("`max_tokens`"),
          "Largest `max_tokens` that a request may ask for.");
  private static final Setting<Double> TEMPERATURE =
      SECTION.declare(
          "temperature",
          SettingType.number(0, 2),
          described("the model's"),
          "Temperature, unless a request says otherwise.");
  private static final Setting<Double> TOP_P =
      SECTION.declare(
          "top_p",
          SettingType.number(MIN_TOP_P, 1),
          described("the model's"),
          "Nucleus sampling, unless a request says otherwise.");
  private static final Setting<Duration> TOOL_TIMEOUT =
      SECTION.declare(
          "tools.timeout",
          SettingType.duration(Duration.ofMillis(100), Duration.ofDays(1)),
          value(DEFAULTS.tools().timeout()),
          "How long a turn waits for the result of a tool call.");
  private static final Setting<Integer> MAX_STEPS =
      SECTION.declare(
          "tools.max_steps",
          SettingType.integer(1, 1_000),
          value(DEFAULTS.tools().maxSteps()),
          "Maximum model calls in a turn with tools.");

  private static final Setting<FollowUp> FOLLOW_UP =
      SECTION.declare(
          "follow_up",
          SettingType.choice(FollowUp.class),
          value(DEFAULTS.followUp()),
          "What a message does that is sent during an answer: `queue` lets it wait for the end,"
              + " `interrupt` stops the answer first.");

  private AnswerSettingsReader() {}

  static AnswerPolicy read(SettingsNode profile, AnswerPolicy base) {
    return new AnswerPolicy(
        form(profile, base.form()),
        SECTIONS.read(profile, base.sections()),
        expectedLength(profile, base.expectedLength()),
        SUMMARY_MIN_TOKENS.read(profile, base.summaryMinTokens()),
        THINKING_DISPLAY.read(profile, base.thinking()),
        output(profile, base.output()),
        new ToolPolicy(
            TOOL_TIMEOUT.read(profile, base.tools().timeout()),
            MAX_STEPS.read(profile, base.tools().maxSteps())),
        FOLLOW_UP.read(profile, base.followUp()));
  }

  private static OutputPolicy output(SettingsNode profile, OutputPolicy base) {
    Double temperature = TEMPERATURE.readOrNull(profile);
    Double topP = TOP_P.readOrNull(profile);
    Integer limit = MAX_TOKENS_LIMIT.readOrNull(profile);
    return new OutputPolicy(
        temperature == null ? base.temperature() : temperature,
        topP == null ? base.topP() : topP,
        limit == null ? base.maxTokensLimit() : limit);
  }

  /** Checks that a request may ask for the profile's own length. */
  static void requireLimit(SettingsNode profile, int maxTokens, AnswerPolicy policy) {
    Integer limit = policy.output().maxTokensLimit();
    if (limit != null && limit < maxTokens) {
      throw MAX_TOKENS_LIMIT.at(profile).invalid("must be at least max_tokens, " + maxTokens);
    }
  }

  private static Form form(SettingsNode profile, Form base) {
    SettingsNode inputs = profile.at("inputs");
    Form form =
        new Form(
            inputs.isPresent()
                ? inputs.items().stream().map(AnswerSettingsReader::input).toList()
                : base.inputs(),
            TEMPLATE.read(profile, base.template()));
    form.unknownPlaceholder()
        .ifPresent(name -> {
          throw TEMPLATE.at(profile).invalid("has a placeholder {" + name + "} without an input");
        });
    if (form.template().isBlank() && !form.inputs().isEmpty()) {
      throw TEMPLATE.at(profile).invalid("is missing: it turns the inputs into a message");
    }
    return form;
  }

  private static Input input(SettingsNode node) {
    String name = NAME.read(node);
    if (!INPUT_NAME.matcher(name).matches()) {
      throw NAME.at(node).invalid("must consist of lower-case letters, digits and underscores");
    }
    return new Input(
        name,
        LABEL.read(node, name),
        HINT.read(node, ""),
        REQUIRED.read(node),
        MULTILINE.read(node));
  }

  private static ExpectedLength expectedLength(SettingsNode profile, ExpectedLength base) {
    int p50 = EXPECTED_P50.read(profile, base.p50());
    int p99 = EXPECTED_P99.read(profile, base.p99());
    if (p99 <= p50) {
      throw profile.at("expected_tokens").invalid("must have a p99 over its p50");
    }
    return new ExpectedLength(p50, p99);
  }
}
