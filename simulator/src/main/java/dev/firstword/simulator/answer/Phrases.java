package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Sentences about anything, filled with the words of the question.
 *
 * <p>They advise how to think about a subject and state no facts about it, so that nothing in a
 * simulated answer can be wrong. No kind is repeated before all of it was used.
 */
final class Phrases {
  private static final List<String> OPENINGS =
      List.of(
          "The short version for {topic}: settle {a} first, because {b} depends on it",
          "With {topic}, most of the result is decided by {a}, and rather little by {b}",
          "There are two sides to {topic}: what {a} asks for, and what {b} allows",
          "A good way into {topic} is to ask what {a} would look like if it went well",
          "For {topic}, it helps to separate what is known about {a} from what is assumed",
          "What matters in {topic} is the order: {a} comes before {b}");

  private static final List<String> THOUGHTS =
      List.of(
          "Start with {a}, since every later choice about {b} follows from it.",
          "It pays to write down what {a} has to achieve before looking at {b}.",
          "In practice {a} and {b} pull in different directions, so decide early which one leads.",
          "If {a} is uncertain, a small trial tells more than another round of planning.",
          "A common mistake is to treat {a} as given; it is usually the part that can still move.",
          "Where {b} is the bottleneck, improving {a} changes little that anyone would notice.",
          "Keep {a} simple at first, and add to it only when {b} shows that it is needed.",
          "The people closest to {a} know most about it, which is a reason to ask them early.",
          "Measure {a} before and after: without that, it stays open whether {b} got better.",
          "Two questions sharpen this: who depends on {a}, and what happens if {b} is late?",
          "What looks like a detail in {a} often turns out to decide {b}.",
          "It is worth naming the limits as well: {a} cannot make up for a missing {b}.",
          "A rule of thumb is to spend half of the effort on {a} and keep the rest for {b}.",
          "Once {a} is clear, {b} becomes a matter of following through.",
          "Compare at least two ways of doing {a}; the first one is seldom the best.",
          "Review {a} after a while, because the reasons for it change.",
          "Small steps help here: each one should leave {a} in a state that works.",
          "Say plainly what is out of scope, so that {b} does not grow unnoticed.",
          "The risk lies less in {a} itself than in the moment when {b} meets it.",
          "An example makes it concrete: take one case of {a} and follow it through to {b}.",
          "Seen from the other side, {b} is what makes {a} worth the trouble.",
          "When time is short, do {a} well and leave the rest for later.");

  private static final List<String> POINTS =
      List.of(
          "decide what would count as a good result",
          "look at what exists already before adding to it",
          "agree on who has the last word",
          "note the assumptions, and check the weakest one first",
          "leave room for what is not known yet",
          "choose a measure that everyone understands",
          "keep a way back open",
          "write the decision down with its reason",
          "try it with one real case",
          "plan the hand-over from the start");

  private static final List<String> CLOSINGS =
      List.of(
          "If one thing should stay in mind, it is that {a} comes first.",
          "The next step is small: pick one case of {a} and try it.",
          "With that in place, {topic} should hold up well.",
          "From here, a closer look at {b} would be the natural follow-up.");

  private static final List<String> SPARE_WORDS =
      List.of("the goal", "the people involved", "the timing", "the effort", "the result");

  private final RandomGenerator random;
  private final String topic;
  private final List<String> words;
  private final List<String> thoughts = new ArrayList<>();
  private final List<String> points = new ArrayList<>();
  private int nextWord;

  Phrases(Question question, RandomGenerator random) {
    this.random = random;
    topic = question.topic();
    words = new ArrayList<>(question.keywords());
    for (int spare = 0; words.size() < 4; spare++) {
      words.add(SPARE_WORDS.get(spare));
    }
  }

  /** A first sentence without its full stop. */
  String opening() {
    return filled(OPENINGS.get(random.nextInt(OPENINGS.size())));
  }

  String thought() {
    return filled(takeFrom(thoughts, THOUGHTS));
  }

  /** Half a sentence that says what to do. */
  String point() {
    return takeFrom(points, POINTS);
  }

  String closing() {
    return filled(CLOSINGS.get(random.nextInt(CLOSINGS.size())));
  }

  /** The question's words one after the other, over and over. */
  String word() {
    return words.get(nextWord++ % words.size());
  }

  private String takeFrom(List<String> left, List<String> all) {
    if (left.isEmpty()) {
      left.addAll(all);
    }
    return left.remove(random.nextInt(left.size()));
  }

  private String filled(String phrase) {
    return capitalised(
        phrase.replace("{topic}", topic).replace("{a}", word()).replace("{b}", word()));
  }

  static String capitalised(String text) {
    int first = text.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + text.substring(Character.charCount(first));
  }
}
