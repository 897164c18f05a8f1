package dev.firstword.retrieval.extraction;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the style of an element says about whether its text can be seen. Style sheets are not read.
 *
 * @param removed whether neither the element nor anything in it is shown
 * @param visible its visibility; absent if that is its parent's
 * @param sized whether its font has a size above zero; absent if that is its parent's
 */
record InlineStyle(boolean removed, @Nullable Boolean visible, @Nullable Boolean sized) {

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern IMPORTANT = Pattern.compile("\\s*!\\s*important\\s*$");
  private static final Pattern ZERO = Pattern.compile("[+-]?0*\\.?0+\\.?[a-z%]*");
  private static final Pattern RELATIVE = Pattern.compile("[\\d.+-]+(%|em|ex|ch)|smaller|larger");
  private static final Pattern SIZE_IN_FONT =
      Pattern.compile("(?:^|\\s)([+-]?[\\d.]+[a-z%]*)(?:\\s*/|\\s|$)");

  /** Reads the value of an attribute {@code style}. Of two equal properties, the last counts. */
  static InlineStyle parse(String style) {
    boolean displayed = true;
    boolean opaque = true;
    boolean rendered = true;
    Boolean visible = null;
    Boolean sized = null;
    for (String declaration : COMMENT.matcher(style).replaceAll("").split(";", -1)) {
      int colon = declaration.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String property = declaration.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value =
          IMPORTANT
              .matcher(declaration.substring(colon + 1).strip().toLowerCase(Locale.ROOT))
              .replaceAll("");
      switch (property) {
        case "display" -> displayed = !value.equals("none");
        case "content-visibility" -> rendered = !value.equals("hidden");
        case "opacity" -> opaque = !ZERO.matcher(value).matches();
        case "visibility" -> visible = visibility(value, visible);
        case "font-size" -> sized = fontSize(value, sized);
        case "font" -> {
          var size = SIZE_IN_FONT.matcher(value);
          sized = size.find() ? fontSize(size.group(1), sized) : sized;
        }
        default -> {
          // Does not hide text.
        }
      }
    }
    return new InlineStyle(!displayed || !opaque || !rendered, visible, sized);
  }

  private static @Nullable Boolean visibility(String value, @Nullable Boolean before) {
    return switch (value) {
      case "hidden", "collapse" -> false;
      case "visible", "initial" -> true;
      default -> before;
    };
  }

  private static @Nullable Boolean fontSize(String value, @Nullable Boolean before) {
    if (ZERO.matcher(value).matches()) {
      return false;
    }
    boolean isRelative = RELATIVE.matcher(value).matches() || value.equals("inherit");
    return isRelative ? before : Boolean.TRUE; // A part of nothing is nothing.
  }
}
