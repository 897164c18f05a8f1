package dev.firstword.bench.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;

/**
 * Generates texts of invented words about topics. A third of a text's words belong to its topic;
 * the others follow a natural word frequency. Each section of a document is one passage, with its
 * number as the heading.
 */
final class SyntheticCorpus {

  private static final String TITLE = "Made up";
  private static final int SECTIONS = 50;
  private static final int WORDS = 150;
  private static final int WORDS_PER_QUESTION = 12;
  private static final int VOCABULARY = 20_000;
  private static final int TOPICS = 1_000;
  private static final int WORDS_PER_TOPIC = 40;

  private final Random random;

  SyntheticCorpus(long seed) {
    random = new Random(seed);
  }

  /**
   * Adds a document.
   *
   * @param embedded receives the text that the server embeds for each passage
   * @return the document's id
   */
  String add(SearchClient client, List<String> embedded) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder();
    int topic = random.nextInt(TOPICS);
    for (int i = 0; i < SECTIONS; i++) {
      String heading = "p" + embedded.size();
      String words = words(topic, WORDS);
      text.append("# ").append(heading).append("\n\n").append(words).append("\n\n");
      embedded.add(TITLE + " › " + heading + "\n\n" + words);
    }
    return client.add(TITLE, "text/markdown", text.toString());
  }

  /** Returns a question about one of the topics. */
  String question() {
    return words(random.nextInt(TOPICS), WORDS_PER_QUESTION);
  }

  /** Returns a passage's number, in the order in which passages were added. */
  static int passageNumber(JsonNode passage) {
    return Integer.parseInt(passage.path("heading").asText().substring(1));
  }

  private String words(int topic, int count) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int word =
          random.nextInt(3) == 0
              ? (topic * WORDS_PER_TOPIC + random.nextInt(WORDS_PER_TOPIC)) % VOCABULARY
              : (int) (VOCABULARY * Math.pow(random.nextDouble(), 3));
      words.append(i == 0 ? "" : " ").append('w').append(Integer.toString(word * 7919, 36));
    }
    return words.toString();
  }
}
