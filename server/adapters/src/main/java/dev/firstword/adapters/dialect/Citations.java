package dev.firstword.adapters.dialect;

import dev.firstword.core.prompt.ContentPart.Citation;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The citations of one answer, each once: servers repeat them in every chunk, and in the complete
 * item. Texts are limited, and addresses are only of the web.
 */
final class Citations {

  /** The most citations of one answer; more are dropped. */
  static final int MAX_CITATIONS = 1_000;

  static final int MAX_TITLE_LENGTH = 300;
  static final int MAX_URL_LENGTH = 2_000;
  static final int MAX_QUOTE_LENGTH = 1_000;

  /** A longer provider's form is not kept to be handed back. */
  static final int MAX_WIRE_LENGTH = 64 * 1024;

  private final Set<Citation> known = new HashSet<>(0);

  /**
   * Returns the citation as it can be shown.
   *
   * @return null if it names no source, is known, or is one too many
   */
  @Nullable Citation take(Citation given) {
    Citation limited =
        new Citation(
            cut(given.title(), MAX_TITLE_LENGTH),
            webAddress(given.url()),
            given.page(),
            cut(given.quote(), MAX_QUOTE_LENGTH),
            given.start(),
            given.end(),
            given.model(),
            given.wire().length() <= MAX_WIRE_LENGTH ? given.wire() : "");
    boolean namesNothing =
        limited.title().isEmpty() && limited.url().isEmpty() && limited.quote().isEmpty();
    return namesNothing || known.size() >= MAX_CITATIONS || !known.add(limited) ? null : limited;
  }

  /** Returns one line without control characters, at most {@code max} long. */
  private static String cut(String text, int max) {
    String line = WireJson.replaceLoneSurrogates(text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.length() <= max) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(max - 2)) ? max - 2 : max - 1;
    return line.substring(0, end) + "…";
  }

  /** Returns an {@code http} or {@code https} address; empty for anything else. */
  private static String webAddress(String url) {
    String address = url.strip();
    if (address.length() > MAX_URL_LENGTH) {
      return "";
    }
    try {
      URI uri = new URI(address);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean isWeb = (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
      return isWeb ? address : "";
    } catch (URISyntaxException _) {
      return "";
    }
  }
}
