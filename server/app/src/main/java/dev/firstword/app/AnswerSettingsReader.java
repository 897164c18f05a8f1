package dev.firstword.app;

import dev.firstword.core.profile.AnswerPolicy;
import dev.firstword.core.profile.AnswerPolicy.ExpectedLength;
import dev.firstword.core.profile.Form;
import dev.firstword.core.profile.Form.Input;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the part of a profile that describes its form and its answers. */
final class AnswerSettingsReader {

  /** The keys of a profile that this class reads. */
  static final List<String> KEYS =
      List.of("inputs", "template", "sections", "expected_tokens", "summary_min_tokens");

  private static final int MAX_TOKENS = 1_000_000;
  private static final Pattern INPUT_NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private AnswerSettingsReader() {}

  static AnswerPolicy read(SettingsNode profile, AnswerPolicy base) {
    SettingsNode sections = profile.at("sections");
    return new AnswerPolicy(
        form(profile, base.form()),
        sections.isPresent() ? sections.list(SettingsNode::requiredText) : base.sections(),
        expectedLength(profile.at("expected_tokens"), base.expectedLength()),
        profile.at("summary_min_tokens").integer(base.summaryMinTokens(), 1, MAX_TOKENS));
  }

  private static Form form(SettingsNode profile, Form base) {
    SettingsNode inputs = profile.at("inputs");
    SettingsNode template = profile.at("template");
    Form form =
        new Form(
            inputs.isPresent() ? inputs.list(AnswerSettingsReader::input) : base.inputs(),
            template.text(base.template()));
    form.unknownPlaceholder()
        .ifPresent(name -> {
          throw template.invalid("has a placeholder {" + name + "} without an input");
        });
    if (form.template().isBlank() && !form.inputs().isEmpty()) {
      throw template.invalid("is missing: it turns the inputs into a message");
    }
    return form;
  }

  private static Input input(SettingsNode node) {
    node.allowKeys("name", "label", "hint", "required", "multiline");
    String name = node.at("name").requiredText();
    if (!INPUT_NAME.matcher(name).matches()) {
      throw node.at("name").invalid("must be of small letters, digits and underscores");
    }
    return new Input(
        name,
        node.at("label").text(name),
        node.at("hint").text(""),
        node.at("required").bool(false),
        node.at("multiline").bool(false));
  }

  private static ExpectedLength expectedLength(SettingsNode node, ExpectedLength base) {
    node.allowKeys("p50", "p99");
    int p50 = node.at("p50").integer(base.p50(), 1, MAX_TOKENS);
    int p99 = node.at("p99").integer(base.p99(), 1, MAX_TOKENS);
    if (p99 <= p50) {
      throw node.invalid("must have a p99 over its p50");
    }
    return new ExpectedLength(p50, p99);
  }
}
