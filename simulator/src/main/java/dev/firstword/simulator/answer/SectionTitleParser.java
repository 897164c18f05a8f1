package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the section titles that a prompt asks for: inline ("sections: Goals, Plan, Cost"), as a
 * list below such a line, or as consecutive bare headings.
 */
final class SectionTitleParser {
  private static final int MAX_TITLES = 12;
  private static final int MAX_TITLE_CHARS = 80;

  private static final Pattern ANNOUNCEMENT =
      Pattern.compile("(?i)\\b(?:sections?|headings?)\\b[^:.\\n]{0,60}:[ \\t]*([^\\n]*)");
  private static final Pattern HEADING = Pattern.compile("\\s{0,3}#{1,4}\\s+(.+)");
  private static final Pattern ITEM = Pattern.compile("\\s*(?:[-*•]|\\d{1,2}[.)])\\s+(.+)");
  private static final Pattern END_OF_SENTENCE = Pattern.compile("\\.(?:\\s|$)");

  private SectionTitleParser() {}

  /** Returns the titles in order; empty if the text asks for no particular sections. */
  static List<String> parse(String text) {
    Matcher announced = ANNOUNCEMENT.matcher(text);
    while (announced.find()) {
      String rest = announced.group(1).strip();
      List<String> titles = rest.isEmpty() ? parseList(text, announced.end()) : parseInline(rest);
      if (titles.size() >= 2) {
        return titles;
      }
    }
    return parseBareHeadings(text);
  }

  private static List<String> parseInline(String row) {
    String list = END_OF_SENTENCE.split(row, 2)[0];
    String[] parts =
        list.contains(",") || list.contains(";") ? list.split("[,;]") : list.split(" and ");
    return clean(Arrays.stream(parts).map(part -> part.strip().replaceFirst("^and\\s+", "")));
  }

  private static List<String> parseList(String text, int from) {
    List<String> titles = new ArrayList<>();
    for (String line : text.substring(from).lines().toList()) {
      Matcher item = ITEM.matcher(line);
      Matcher heading = HEADING.matcher(line);
      if (item.matches()) {
        titles.add(item.group(1));
      } else if (heading.matches()) {
        titles.add(heading.group(1));
      } else if (!line.isBlank()) {
        break;
      }
    }
    return clean(titles.stream());
  }

  /** Consecutive headings are a template to fill in. A document has text between its headings. */
  private static List<String> parseBareHeadings(String text) {
    List<String> run = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        run.add(heading.group(1));
      } else if (!line.isBlank()) {
        if (run.size() >= 2) {
          break;
        }
        run.clear();
      }
    }
    return run.size() >= 2 ? clean(run.stream()) : List.of();
  }

  private static List<String> clean(java.util.stream.Stream<String> titles) {
    return titles
        .map(title -> title.replaceAll("[*_`\"“”#]", "").strip())
        .map(title -> title.split(" [-–—] |: | \\(", 2)[0])
        .map(title -> title.replaceFirst("[:.]$", "").strip())
        .filter(title -> !title.isEmpty() && title.length() <= MAX_TITLE_CHARS)
        .limit(MAX_TITLES)
        .toList();
  }
}
