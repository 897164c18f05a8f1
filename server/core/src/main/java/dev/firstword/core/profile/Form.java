package dev.firstword.core.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form that users fill in instead of writing a message, and the template of the resulting
 * message.
 *
 * @param inputs in the order in which a page shows them
 * @param template the message, with input names in braces; {@code {message}} stands for the message
 *     written in addition to the inputs. Empty if the profile has no form
 */
public record Form(List<Input> inputs, String template) {

  /** The form of a profile whose users write messages. */
  public static final Form NONE = new Form(List.of(), "");

  private static final String MESSAGE = "message";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

  public Form {
    inputs = List.copyOf(inputs);
  }

  /**
   * A field of the form.
   *
   * @param name the name used by requests and the template
   * @param label the text shown to users
   * @param hint an example; empty for none
   * @param isRequired whether the field must have a value
   * @param isMultiline whether it takes more than one line
   */
  public record Input(
      String name, String label, String hint, boolean isRequired, boolean isMultiline) {}

  /**
   * Returns whether a request with these values uses the template instead of its message as
   * written.
   */
  public boolean isFilledIn(Map<String, String> values) {
    return !template.isEmpty() && !values.isEmpty();
  }

  /** Returns the first required input without a value. */
  public Optional<Input> firstMissing(Map<String, String> values) {
    return inputs.stream()
        .filter(input -> input.isRequired() && values.getOrDefault(input.name(), "").isBlank())
        .findFirst();
  }

  /** Returns the first placeholder of the template without an input; such a template is invalid. */
  public Optional<String> unknownPlaceholder() {
    return PLACEHOLDER
        .matcher(template)
        .results()
        .map(placeholder -> placeholder.group(1))
        .filter(name -> !name.equals(MESSAGE))
        .filter(name -> inputs.stream().noneMatch(input -> input.name().equals(name)))
        .findFirst();
  }

  /**
   * Returns the message. A line of the template is omitted if none of its placeholders has a value.
   * Values are inserted literally: a brace in a value is a brace.
   */
  public String fill(String message, Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (String line : template.lines().toList()) {
      Matcher placeholders = PLACEHOLDER.matcher(line);
      StringBuilder text = new StringBuilder();
      boolean hasPlaceholder = false;
      boolean hasValue = false;
      while (placeholders.find()) {
        String value = value(placeholders.group(1), message, values);
        hasPlaceholder = true;
        hasValue |= !value.isEmpty();
        placeholders.appendReplacement(text, Matcher.quoteReplacement(value));
      }
      placeholders.appendTail(text);
      if (hasValue || !hasPlaceholder) {
        filled.append(text).append('\n');
      }
    }
    return filled.toString().strip();
  }

  private static String value(String name, String message, Map<String, String> values) {
    return (name.equals(MESSAGE) ? message : values.getOrDefault(name, "")).strip();
  }
}
