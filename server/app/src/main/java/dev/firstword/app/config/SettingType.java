package dev.firstword.app.config;

import dev.firstword.relay.event.DurationParser;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The type of a setting.
 *
 * @param name the name of the type in the reference
 * @param parser converts a node that is present; throws a {@link SettingsException} if it is
 *     invalid
 */
record SettingType<T>(String name, Function<SettingsNode, T> parser) {

  /** A text, which may be empty. */
  static final SettingType<String> TEXT = new SettingType<>("text", SettingsNode::text);

  /** A text that is not blank. */
  static final SettingType<String> NAME = new SettingType<>("text", SettingsNode::requiredText);

  /** A text that is never printed. */
  static final SettingType<String> SECRET = new SettingType<>("secret", SettingsNode::text);

  /** HTTP headers, whose values are never printed: some authenticate. */
  static final SettingType<Map<String, String>> HEADERS =
      new SettingType<>("headers", node -> map(NAME).parse(node));

  static final SettingType<Boolean> BOOLEAN =
      new SettingType<>(
          "boolean",
          node -> {
            if (!node.value().isBoolean()) {
              throw node.invalid("must be true or false");
            }
            return node.value().booleanValue();
          });

  /** A duration such as {@code 300ms}, {@code 5s}, {@code 2m} or {@code 1h}. */
  static final SettingType<Duration> DURATION =
      new SettingType<>(
          "duration",
          node ->
              DurationParser.parse(node.value().asText())
                  .orElseThrow(
                      () -> node.invalid("must be a time such as 300ms, 5s, 2m, 1h or 30d")));

  /** An absolute HTTP or HTTPS URL. */
  static final SettingType<URI> HTTP_URL =
      new SettingType<>(
          "URL",
          node -> {
            URI uri = uri(node);
            if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
              throw node.invalid("must begin with http:// or https:// and name a host");
            }
            return uri;
          });

  /** Whether values of this type must not be printed. */
  boolean isSecret() {
    return name.equals(SECRET.name) || name.equals(HEADERS.name);
  }

  T parse(SettingsNode node) {
    return parser.apply(node);
  }

  static URI uri(SettingsNode node) {
    try {
      return URI.create(node.requiredText());
    } catch (IllegalArgumentException _) {
      throw node.invalid("is not an address");
    }
  }

  static SettingType<Integer> integer(int min, int max) {
    return new SettingType<>(
        "integer",
        node -> {
          if (!node.value().isIntegralNumber()
              || !node.value().canConvertToInt()
              || node.value().intValue() < min
              || node.value().intValue() > max) {
            throw node.invalid("must be a whole number from " + min + " to " + max);
          }
          return node.value().intValue();
        });
  }

  /** Returns the type of a number from {@code min} to {@code max}, which may be infinite. */
  static SettingType<Double> number(double min, double max) {
    return new SettingType<>(
        "number",
        node -> {
          double number = node.value().doubleValue();
          if (!node.value().isNumber() || !(number >= min && number <= max)) {
            throw node.invalid(
                "must be "
                    + (max == Double.POSITIVE_INFINITY
                        ? "a number, " + yaml(min) + " or more"
                        : "from " + yaml(min) + " to " + yaml(max)));
          }
          return number;
        });
  }

  private static String yaml(double number) {
    return SettingDefault.value(number).text();
  }

  static SettingType<Duration> duration(Duration min, Duration max) {
    return new SettingType<>(
        DURATION.name,
        node -> {
          Duration duration = DURATION.parse(node);
          if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw node.invalid(
                "must be from "
                    + SettingDefault.value(min).text()
                    + " to "
                    + SettingDefault.value(max).text());
          }
          return duration;
        });
  }

  /** Returns the type of an enum's constants, in lower case in the configuration file. */
  static <E extends Enum<E>> SettingType<E> choice(Class<E> values) {
    return choice(
        Arrays.stream(values.getEnumConstants())
            .map(value -> Map.entry(value.name().toLowerCase(Locale.ROOT), value))
            .toList());
  }

  /** Returns the type of one of these values, each by its name in lower case. */
  static <E> SettingType<E> choice(List<Map.Entry<String, E>> choices) {
    return new SettingType<>(
        "choice",
        node -> {
          String text = node.requiredText().toLowerCase(Locale.ROOT);
          String name = text.equals("false") ? "off" : text; // YAML reads an unquoted off as false.
          return choices.stream()
              .filter(choice -> choice.getKey().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  node.invalid(
                      "must be " + oneOf(choices.stream().map(Map.Entry::getKey).toList())))
              .getValue();
        });
  }

  private static String oneOf(List<String> names) {
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  static <T> SettingType<List<T>> list(SettingType<T> item) {
    return new SettingType<>(
        "list",
        node -> {
          List<T> items = new ArrayList<>();
          node.items().forEach(each -> items.add(item.parse(each)));
          return items;
        });
  }

  /** Returns the type of an object with any names, each with a value of that type. */
  static <T> SettingType<Map<String, T>> map(SettingType<T> value) {
    return new SettingType<>(
        "map",
        node -> {
          Map<String, T> values = new LinkedHashMap<>();
          node.children().forEach((name, child) -> values.put(name, value.parse(child)));
          return values;
        });
  }
}
