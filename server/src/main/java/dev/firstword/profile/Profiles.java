package dev.firstword.profile;

import dev.firstword.profile.Profile.Limits;
import dev.firstword.profile.Profile.Patience;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The profiles of a configuration, by name. */
public final class Profiles {

  private final Map<String, Profile> byName = new LinkedHashMap<>();

  public Profiles(Collection<Profile> profiles) {
    profiles.forEach(profile -> byName.put(profile.name(), profile));
  }

  public Optional<Profile> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Collection<Profile> all() {
    return byName.values();
  }

  /** The profile {@code chat} as it is without any configuration. */
  public static Profile standardChat() {
    return new Profile(
        "chat",
        "Chat",
        "You are a helpful assistant. Answer in Markdown, plainly and to the point.",
        true,
        null,
        4096,
        16_000,
        Map.ofEntries(
            Map.entry("auth", "Checking who is asking"),
            Map.entry("history", "Reading the conversation"),
            Map.entry("history.degraded", "Answering from the newest part of the conversation"),
            Map.entry("history.failed", "Answering without the conversation so far"),
            Map.entry("embedding", "Understanding the question"),
            Map.entry("embedding.degraded", "Searching the documents by words alone"),
            Map.entry("embedding.failed", "Searching the documents by words alone"),
            Map.entry("search", "Searching the documents"),
            Map.entry("search.degraded", "Answering without the documents"),
            Map.entry("search.failed", "Answering without the documents"),
            Map.entry("reranking", "Choosing the best passages"),
            Map.entry("reranking.degraded", "Taking the passages in the order they were found"),
            Map.entry("reranking.failed", "Taking the passages in the order they were found"),
            Map.entry("prompt", "Preparing the question"),
            Map.entry("model", "Thinking about the answer"),
            Map.entry("generation", "Writing")),
        Preparing.DEFAULTS,
        new Patience(Duration.ofSeconds(5), Duration.ofSeconds(2)),
        new Limits(
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30)));
  }
}
