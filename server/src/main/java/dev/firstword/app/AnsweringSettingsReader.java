package dev.firstword.app;

import dev.firstword.profile.Answering;
import dev.firstword.profile.Answering.ExpectedLength;
import dev.firstword.profile.Form;
import dev.firstword.profile.Form.Input;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the part of a profile that says what its answers consist of. */
final class AnsweringSettingsReader {

  /** The keys of a profile that are read here. */
  static final List<String> KEYS =
      List.of("inputs", "template", "sections", "expected_tokens", "summary_from_tokens");

  private static final int MOST_TOKENS = 1_000_000;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private AnsweringSettingsReader() {}

  static Answering read(SettingsNode profile, Answering base) {
    SettingsNode sections = profile.at("sections");
    return new Answering(
        form(profile, base.form()),
        sections.isPresent() ? sections.each(SettingsNode::requiredText) : base.sections(),
        length(profile.at("expected_tokens"), base.length()),
        profile.at("summary_from_tokens").whole(base.summaryFromTokens(), 1, MOST_TOKENS));
  }

  private static Form form(SettingsNode profile, Form base) {
    SettingsNode inputs = profile.at("inputs");
    SettingsNode template = profile.at("template");
    Form form =
        new Form(
            inputs.isPresent() ? inputs.each(AnsweringSettingsReader::input) : base.inputs(),
            template.text(base.template()));
    form.unknownPlace()
        .ifPresent(name -> {
          throw template.wrong("has a place {" + name + "} that no input is for");
        });
    if (form.template().isBlank() && !form.inputs().isEmpty()) {
      throw template.wrong("is missing: it says what becomes of the inputs");
    }
    return form;
  }

  private static Input input(SettingsNode node) {
    node.only("name", "label", "hint", "required", "long");
    String name = node.at("name").requiredText();
    if (!NAME.matcher(name).matches()) {
      throw node.at("name").wrong("must be of small letters, digits and underscores");
    }
    return new Input(
        name,
        node.at("label").text(name),
        node.at("hint").text(""),
        node.at("required").truth(false),
        node.at("long").truth(false));
  }

  private static ExpectedLength length(SettingsNode node, ExpectedLength base) {
    node.only("p50", "p99");
    int p50 = node.at("p50").whole(base.p50(), 1, MOST_TOKENS);
    int p99 = node.at("p99").whole(base.p99(), 1, MOST_TOKENS);
    if (p99 <= p50) {
      throw node.wrong("must have a p99 over its p50");
    }
    return new ExpectedLength(p50, p99);
  }
}
