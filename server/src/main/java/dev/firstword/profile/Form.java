package dev.firstword.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people fill in instead of writing a message, and the message that it becomes.
 *
 * @param inputs in the order in which a page asks for them
 * @param template the message, with the inputs' names in braces; {@code {message}} stands for what
 *     was written beside them. Empty where the profile has no form
 */
public record Form(List<Input> inputs, String template) {

  /** Of a profile whose people write messages. */
  public static final Form NONE = new Form(List.of(), "");

  private static final String MESSAGE = "message";
  private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

  public Form {
    inputs = List.copyOf(inputs);
  }

  /**
   * One thing to fill in.
   *
   * @param name what requests and the template call it
   * @param label what people read
   * @param hint an example; empty for none
   * @param required whether there is no message without it
   * @param isLong whether people write more than a line
   */
  public record Input(String name, String label, String hint, boolean required, boolean isLong) {}

  /** Whether requests with these values are filled in rather than taken as they are written. */
  public boolean takes(Map<String, String> values) {
    return !template.isEmpty() && !values.isEmpty();
  }

  /** The first input that is needed and that has no value. */
  public Optional<Input> missing(Map<String, String> values) {
    return inputs.stream()
        .filter(input -> input.required() && values.getOrDefault(input.name(), "").isBlank())
        .findFirst();
  }

  /** The first place of the template that no input is for; a template with one is a mistake. */
  public Optional<String> unknownPlace() {
    return PLACE
        .matcher(template)
        .results()
        .map(place -> place.group(1))
        .filter(name -> !name.equals(MESSAGE))
        .filter(name -> inputs.stream().noneMatch(input -> input.name().equals(name)))
        .findFirst();
  }

  /**
   * The message. A line of the template is left out where none of its places has a value. What
   * values hold is taken as it is: a brace in one is a brace.
   */
  public String fill(String message, Map<String, String> values) {
    StringBuilder filled = new StringBuilder();
    for (String line : template.lines().toList()) {
      Matcher places = PLACE.matcher(line);
      StringBuilder text = new StringBuilder();
      boolean hasPlace = false;
      boolean hasValue = false;
      while (places.find()) {
        String value = value(places.group(1), message, values);
        hasPlace = true;
        hasValue |= !value.isEmpty();
        places.appendReplacement(text, Matcher.quoteReplacement(value));
      }
      places.appendTail(text);
      if (hasValue || !hasPlace) {
        filled.append(text).append('\n');
      }
    }
    return filled.toString().strip();
  }

  private static String value(String name, String message, Map<String, String> values) {
    return (name.equals(MESSAGE) ? message : values.getOrDefault(name, "")).strip();
  }
}
