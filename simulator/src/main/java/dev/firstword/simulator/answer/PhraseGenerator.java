package dev.firstword.simulator.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Generates sentences about any topic, filled with the words of the question.
 *
 * <p>They advise how to think about a subject and state no facts about it, so nothing in a
 * simulated answer can be wrong. A sentence is repeated only once all others have been used.
 */
final class PhraseGenerator {
  private static final List<String> OPENINGS =
      List.of(
          "On {topic}: the best place to start will be {a}, with {b} close behind",
          "For {topic}, most of the result should be decided by {a}, and less by {b}",
          "There are two sides to {topic}: what to expect from {a}, and what to ask of {b}",
          "A good way into {topic} is to picture {a} done well",
          "For {topic}, it helps to separate what is known about {a} from what is assumed",
          "In {topic}, the order matters: {a} before {b}");

  private static final List<String> SENTENCES =
      List.of(
          "Begin with {a}, since later choices about {b} will follow from there.",
          "It pays to write down what to expect of {a} before looking at {b}.",
          "In practice {a} and {b} can pull in different directions, so decide early which leads.",
          "With doubts about {a}, a small trial tells more than another round of planning.",
          "A common mistake is to take {a} as given: often that is the part that can still move.",
          "With a bottleneck in {b}, better results in {a} may go unnoticed.",
          "Keep {a} simple at first, and add more only when {b} should need it.",
          "The people closest to {a} know most, which is a reason to ask them early.",
          "Measure {a} before and after; without that, nobody can tell what changed.",
          "Two questions sharpen this: who depends on {a}, and what to do about delays in {b}?",
          "What looks like a detail of {a} can turn out to decide {b}.",
          "It is worth naming the limits as well: {a} will not make up for missing {b}.",
          "A rule of thumb is to spend half of the effort on {a} and keep the rest for {b}.",
          "After a clear decision on {a}, {b} should be a matter of following through.",
          "Compare at least two ways to handle {a}; the first one is seldom the best.",
          "Come back to {a} after a while, because the reasons may have changed.",
          "Small steps help here: each one should leave {a} in a state that works.",
          "Say plainly what is out of scope, so that {b} cannot grow unnoticed.",
          "The risk may lie less in {a} than in the first contact with {b}.",
          "An example makes it concrete: take one case of {a} and follow it through to {b}.",
          "Seen from the other side, {b} should make {a} worth the trouble.",
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
          "If one thing should stay in mind: {a} first, the rest after it.",
          "The next step is small: pick one case of {a} and try it.",
          "With that in place, {topic} should hold up well.",
          "From here, a closer look at {b} would be the natural follow-up.");

  private static final List<String> SPARE_WORDS =
      List.of("the goal", "the people involved", "the timing", "the effort", "the result");

  private final RandomGenerator random;
  private final String topic;
  private final List<String> phrases;
  private final List<String> unusedSentences = new ArrayList<>();
  private final List<String> unusedPoints = new ArrayList<>();
  private int nextPhrase;

  PhraseGenerator(QuestionAnalysis question, RandomGenerator random) {
    this.random = random;
    topic = question.topic();
    phrases = new ArrayList<>(question.phrases());
    for (int spare = 0; phrases.size() < 4; spare++) {
      phrases.add(SPARE_WORDS.get(spare));
    }
  }

  /** Returns an opening sentence without its full stop. */
  String opening() {
    return fill(OPENINGS.get(random.nextInt(OPENINGS.size())));
  }

  String sentence() {
    return fill(takeUnused(unusedSentences, SENTENCES));
  }

  /** Returns a clause with an instruction. */
  String point() {
    return takeUnused(unusedPoints, POINTS);
  }

  String closing() {
    return fill(CLOSINGS.get(random.nextInt(CLOSINGS.size())));
  }

  /** Returns the question's phrases in rotation. */
  String phrase() {
    return phrases.get(nextPhrase++ % phrases.size());
  }

  /** Removes and returns one of the unused texts, of which there are all again after the last. */
  String takeUnused(List<String> unused, List<String> all) {
    if (unused.isEmpty()) {
      unused.addAll(all);
    }
    return unused.remove(random.nextInt(unused.size()));
  }

  /** Replaces {@code {topic}} with the topic, and other placeholders with the next phrases. */
  String fill(String template) {
    StringBuilder filled = new StringBuilder(template.length() + 48);
    int from = 0;
    for (int slot = template.indexOf('{'); slot >= 0; slot = template.indexOf('{', from)) {
      int end = template.indexOf('}', slot);
      boolean wantsTopic = template.startsWith("topic", slot + 1);
      filled.append(template, from, slot).append(wantsTopic ? topic : phrase());
      from = end + 1;
    }
    return capitalize(filled.append(template, from, template.length()).toString());
  }

  static String capitalize(String text) {
    int first = text.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + text.substring(Character.charCount(first));
  }
}
