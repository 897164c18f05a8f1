package dev.firstword.simulator.cache;

import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.prompt.TokenCounter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what differs between a prompt and an earlier one, as the cache diagnostics of providers do.
 * Keeps the parts of the newest requests by the id of their response. Thread-safe.
 */
public final class PromptComparison {
  private static final int CAPACITY = 10_000;

  private final Map<String, Request> requests =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Request> eldest) {
          return size() > CAPACITY;
        }
      };

  /**
   * The parts of one request.
   *
   * @param settings what is compared as a whole, in the order in which a difference is reported;
   *     the value by the reason
   * @param messages the messages or input items, each as one text
   * @param keptTokens how many tokens stay cached although a setting differs; 0 if not given
   * @param tokens of the whole prompt
   */
  public record Request(
      Map<String, String> settings,
      List<String> messages,
      Map<String, Integer> keptTokens,
      int tokens) {

    public Request {
      settings = new LinkedHashMap<>(settings);
      messages = List.copyOf(messages);
    }
  }

  /**
   * What differs first.
   *
   * @param reason the provider's word for it
   * @param missedTokens the tokens of the earlier prompt that follow the difference
   */
  public record Difference(String reason, int missedTokens) {}

  /** Keeps a request, so that later ones can be compared with it. */
  public synchronized void keep(String responseId, Request request) {
    requests.put(responseId, request);
  }

  /** Returns the request that was answered with this response; empty if it is not known. */
  public synchronized Optional<Request> find(String responseId) {
    return Optional.ofNullable(requests.get(responseId));
  }

  /**
   * Returns where a request differs from an earlier one; empty if it only continues it.
   *
   * @param messagesReason the reason if messages differ
   */
  public static Optional<Difference> between(
      Request earlier, Request later, String messagesReason) {
    for (Map.Entry<String, String> setting : earlier.settings.entrySet()) {
      if (!setting.getValue().equals(later.settings.get(setting.getKey()))) {
        int cached = earlier.keptTokens.getOrDefault(setting.getKey(), 0);
        return Optional.of(new Difference(setting.getKey(), earlier.tokens - cached));
      }
    }
    int common = 0;
    while (common < earlier.messages.size()
        && common < later.messages.size()
        && earlier.messages.get(common).equals(later.messages.get(common))) {
      common++;
    }
    if (common == earlier.messages.size()) {
      return Optional.empty();
    }
    int missed =
        earlier.messages.subList(common, earlier.messages.size()).stream()
            .mapToInt(TokenCounter::count)
            .sum();
    return Optional.of(new Difference(messagesReason, Math.min(missed, earlier.tokens)));
  }

  /** Returns the tokens of the first blocks. */
  public static int tokensOf(List<PromptBlock> blocks, int count) {
    return blocks.stream().limit(count).mapToInt(PromptBlock::tokens).sum();
  }
}
