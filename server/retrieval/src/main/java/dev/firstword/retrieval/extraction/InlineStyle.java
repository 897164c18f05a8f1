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
 * @param colored whether its text has a color; absent if that is its parent's
 */
record InlineStyle(
    boolean removed,
    @Nullable Boolean visible,
    @Nullable Boolean sized,
    @Nullable Boolean colored) {

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern IMPORTANT = Pattern.compile("\\s*!\\s*important\\s*$");
  private static final Pattern ZERO = Pattern.compile("[+-]?0*\\.?0+\\.?[a-z%]*");
  private static final Pattern VANISHED =
      Pattern.compile("(opacity|scale(3d|x|y)?)\\(\\s*[+]?0*\\.?0+%?\\s*[,)]|^0*\\.?0+$");
  private static final Pattern TRANSPARENT =
      Pattern.compile(
          "transparent|#...0|#.{6}00|(rgb|hsl)a?\\(([^,]*,[^,]*,[^,]*,|[^/]*/)\\s*0*\\.?0+%?\\s*\\)");
  private static final Pattern RELATIVE = Pattern.compile("[\\d.+-]+(%|em|ex|ch)|smaller|larger");
  private static final Pattern SIZE_IN_FONT =
      Pattern.compile("(?:^|\\s)([+-]?[\\d.]+[a-z%]*)(?:\\s*/|\\s|$)");

  /** Reads the value of an attribute {@code style}. Of two equal properties, the last counts. */
  static InlineStyle parse(String style) {
    boolean displayed = true;
    boolean opaque = true;
    boolean rendered = true;
    boolean flat = false;
    boolean clipped = false;
    Boolean visible = null;
    Boolean sized = null;
    Boolean colored = null;
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
        case "filter", "transform", "scale" -> rendered &= !VANISHED.matcher(value).find();
        case "width", "height", "max-width", "max-height" -> flat |= ZERO.matcher(value).matches();
        case "overflow", "overflow-x", "overflow-y" ->
            clipped |= value.startsWith("hidden") || value.startsWith("clip");
        case "color" -> colored = !TRANSPARENT.matcher(value).matches();
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
    boolean removed = !displayed || !opaque || !rendered || (flat && clipped);
    return new InlineStyle(removed, visible, sized, colored);
  }

  /** Whether text in the element may be seen or not, unlike text around it. */
  boolean changesVisibility() {
    return visible != null || sized != null || colored != null;
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
