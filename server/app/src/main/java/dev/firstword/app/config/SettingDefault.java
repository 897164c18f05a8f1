package dev.firstword.app.config;

import java.time.Duration;
import java.util.Locale;

/** The default of a setting. */
sealed interface SettingDefault<T> {

  /** This value applies. */
  record Value<T>(T value) implements SettingDefault<T> {}

  /** The setting must be given. */
  record Required<T>() implements SettingDefault<T> {}

  /** A default that depends on other settings, described in the words of the reference. */
  record Described<T>(String text) implements SettingDefault<T> {}

  static <T> SettingDefault<T> value(T value) {
    return new Value<>(value);
  }

  static <T> SettingDefault<T> required() {
    return new Required<>();
  }

  static <T> SettingDefault<T> none() {
    return new Described<>("none");
  }

  static <T> SettingDefault<T> described(String text) {
    return new Described<>(text);
  }

  /** Returns the default as the configuration file would state it, or in words. */
  default String text() {
    return switch (this) {
      case Value<T>(T value) -> yaml(value);
      case Required<T> _ -> "required";
      case Described<T>(String text) -> text;
    };
  }

  private static String yaml(Object value) {
    return switch (value) {
      case Duration duration -> yaml(duration);
      case Double number when number == Math.rint(number) -> String.valueOf(number.longValue());
      case Enum<?> choice -> choice.name().toLowerCase(Locale.ROOT);
      default -> value.toString();
    };
  }

  /** Returns a duration in the largest unit of which it is a multiple. */
  private static String yaml(Duration duration) {
    long milliseconds = duration.toMillis();
    if (milliseconds % 1000 != 0) {
      return milliseconds + "ms";
    }
    long seconds = milliseconds / 1000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3_600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds > 86_400 && seconds % 86_400 == 0
        ? seconds / 86_400 + "d"
        : seconds / 3_600 + "h";
  }
}
