package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person asks, taken apart into the words that an answer can take up. */
final class Question {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’+#-]*");
  private static final Pattern GREETING =
      Pattern.compile(
          "(?i)\\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|ok|okay|yes"
              + "|no|great|bye)(?:[\\s,]+\\p{L}+){0,2}\\s*[!.?]*\\s*");
  private static final Pattern MARKED = Pattern.compile("(?im)^\\s*question\\s*:\\s*(.+)$");
  private static final int LONG_MESSAGE = 600;
  private static final int LONGEST_TOPIC = 4;
  private static final int MOST_KEYWORDS = 14;

  private static final Set<String> FILLERS =
      Set.of(
          "a",
          "about",
          "after",
          "all",
          "also",
          "am",
          "an",
          "and",
          "answer",
          "any",
          "are",
          "as",
          "at",
          "be",
          "because",
          "been",
          "before",
          "being",
          "between",
          "both",
          "but",
          "by",
          "can",
          "compare",
          "could",
          "create",
          "describe",
          "did",
          "difference",
          "differences",
          "do",
          "does",
          "doing",
          "done",
          "down",
          "draft",
          "during",
          "each",
          "explain",
          "few",
          "find",
          "for",
          "from",
          "generate",
          "get",
          "give",
          "had",
          "has",
          "have",
          "having",
          "he",
          "help",
          "her",
          "here",
          "him",
          "his",
          "how",
          "i",
          "i'm",
          "if",
          "in",
          "into",
          "is",
          "it",
          "it's",
          "its",
          "just",
          "know",
          "let",
          "like",
          "list",
          "long",
          "make",
          "many",
          "may",
          "me",
          "might",
          "more",
          "most",
          "much",
          "must",
          "my",
          "need",
          "no",
          "not",
          "now",
          "of",
          "off",
          "on",
          "once",
          "one",
          "only",
          "or",
          "other",
          "our",
          "out",
          "over",
          "own",
          "paragraph",
          "paragraphs",
          "please",
          "said",
          "same",
          "section",
          "sections",
          "sentence",
          "sentences",
          "she",
          "should",
          "show",
          "so",
          "some",
          "such",
          "summarise",
          "summarize",
          "take",
          "tell",
          "than",
          "that",
          "the",
          "their",
          "them",
          "then",
          "there",
          "these",
          "they",
          "this",
          "those",
          "through",
          "to",
          "too",
          "two",
          "under",
          "until",
          "up",
          "us",
          "use",
          "using",
          "versus",
          "very",
          "vs",
          "want",
          "was",
          "way",
          "we",
          "were",
          "what",
          "what's",
          "when",
          "where",
          "which",
          "while",
          "who",
          "why",
          "will",
          "with",
          "words",
          "would",
          "write",
          "you",
          "your");

  private final String text;
  private final List<String> words;
  private final List<String> keywords;
  private final String topic;

  private Question(String text) {
    this.text = text;
    words = words(text);
    Set<String> seen = new LinkedHashSet<>();
    List<String> found = new ArrayList<>();
    for (String word : words) {
      if (isKeyword(word) && seen.add(word.toLowerCase(Locale.ROOT))) {
        found.add(word);
      }
    }
    keywords = List.copyOf(found.subList(0, Math.min(found.size(), MOST_KEYWORDS)));
    topic = topic(words);
  }

  /** The question in a message: a line marked as one, or a long message's last paragraph. */
  static Question of(String message) {
    Matcher marked = MARKED.matcher(message);
    if (marked.find()) {
      return new Question(marked.group(1).strip());
    }
    String stripped = message.strip();
    int lastParagraph = stripped.lastIndexOf("\n\n");
    if (stripped.length() > LONG_MESSAGE && lastParagraph > 0) {
      String last = stripped.substring(lastParagraph).strip();
      if (last.contains("?")) {
        return new Question(last);
      }
    }
    return new Question(stripped);
  }

  String text() {
    return text;
  }

  int wordCount() {
    return words.size();
  }

  boolean isGreeting() {
    return GREETING.matcher(text).matches();
  }

  /** The words that carry the question, as they were written, each once. */
  List<String> keywords() {
    return keywords;
  }

  /** The longest run of such words in it, which usually is what it is about. */
  String topic() {
    return topic;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private static boolean isKeyword(String word) {
    return word.length() > 1
        && !FILLERS.contains(word.toLowerCase(Locale.ROOT))
        && !Character.isDigit(word.charAt(0));
  }

  private static String topic(List<String> words) {
    List<String> best = List.of();
    List<String> run = new ArrayList<>();
    for (String word : words) {
      if (isKeyword(word) && run.size() < LONGEST_TOPIC) {
        run.add(word);
      } else {
        run.clear();
      }
      if (run.size() > best.size()) {
        best = List.copyOf(run);
      }
    }
    return best.isEmpty() ? "this" : String.join(" ", best);
  }
}
