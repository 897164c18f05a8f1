package dev.firstword.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.simulator.anthropic.MessagesProtocol;
import dev.firstword.simulator.cache.CacheLookup;
import dev.firstword.simulator.cache.PromptCache;
import dev.firstword.simulator.prompt.CacheTtl;
import dev.firstword.simulator.prompt.CacheablePrompt.Explicit;
import dev.firstword.simulator.prompt.PromptBlock;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.ParsedModelCall;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the same requests would read from the simulator's cache with other breakpoints. Each plan
 * has a cache of its own, under the same rules.
 */
final class PlanComparison {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_BREAKPOINTS = 4;

  /** Where the breakpoints are. */
  enum Plan {
    /** On every block: no plan can read more. */
    BEST,
    /** Those that were sent. */
    OURS,
    /** On the last block of the request. */
    LAST_BLOCK,
    /** On the instructions and on the last block. */
    INSTRUCTIONS_AND_LAST_BLOCK,
    /** The automatic breakpoint of the API: on the last block that can have one. */
    AUTOMATIC
  }

  private final Map<Plan, PromptCache> caches = new EnumMap<>(Plan.class);
  private final Map<Plan, Long> readTokens = new EnumMap<>(Plan.class);
  private long inputTokens;
  private int overfull;

  PlanComparison(InstantSource clock) {
    for (Plan plan : Plan.values()) {
      caches.put(plan, new PromptCache(clock));
      readTokens.put(plan, 0L);
    }
  }

  /** Adds a request, by the body that was sent. */
  void add(byte[] body) throws IOException {
    JsonNode json = JSON.readTree(body);
    ApiRequest request =
        new ApiRequest(
            "req_1",
            0,
            Map.of("x-api-key", "any", "anthropic-version", "2023-06-01"),
            body,
            Set.of(json.path("model").asText()));
    if (!(new MessagesProtocol().read(request) instanceof ParsedModelCall.Accepted accepted)) {
      return; // Counted by the provider as refused.
    }
    String model = accepted.prompt().model();
    List<PromptBlock> blocks = accepted.prompt().cacheablePrompt().blocks();
    int instructions = json.path("tools").size() + (json.has("system") ? 1 : 0) - 1;
    inputTokens += accepted.prompt().cacheablePrompt().tokens();
    overfull +=
        blocks.stream().filter(block -> block.breakpointTtl().isPresent()).count() > MAX_BREAKPOINTS
            ? 1
            : 0;
    for (Plan plan : Plan.values()) {
      PromptCache cache = Objects.requireNonNull(caches.get(plan));
      CacheLookup lookup = cache.lookUp(model, new Explicit(mark(blocks, plan, instructions)));
      cache.commit(lookup);
      readTokens.merge(plan, (long) lookup.usage().read(), Long::sum);
    }
  }

  private static List<PromptBlock> mark(List<PromptBlock> blocks, Plan plan, int instructions) {
    if (plan == Plan.OURS) {
      return blocks;
    }
    List<PromptBlock> marked = new ArrayList<>(blocks.size());
    for (int i = 0; i < blocks.size(); i++) {
      boolean isLast = i == blocks.size() - 1;
      boolean isMarked =
          switch (plan) {
            case BEST -> true;
            case LAST_BLOCK, AUTOMATIC -> isLast;
            case INSTRUCTIONS_AND_LAST_BLOCK -> isLast || i == instructions;
            case OURS -> false;
          };
      PromptBlock block = blocks.get(i);
      marked.add(
          new PromptBlock(
              block.content(),
              block.tokens(),
              isMarked ? Optional.of(CacheTtl.FIVE_MINUTES) : Optional.empty()));
    }
    return marked;
  }

  /** The tokens that a plan reads, as a percentage of what the best one reads. */
  double percentOfBest(Plan plan) {
    return 100.0 * read(plan) / read(Plan.BEST);
  }

  /** The tokens that a plan reads, as a percentage of all input. */
  double percentOfInput(Plan plan) {
    return 100.0 * read(plan) / inputTokens;
  }

  private double read(Plan plan) {
    return readTokens.getOrDefault(plan, 0L);
  }

  /** How many requests had more breakpoints than the provider allows. */
  int overfullRequests() {
    return overfull;
  }
}
