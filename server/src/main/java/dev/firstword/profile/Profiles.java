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
        Map.of(
            "auth", "Checking who is asking",
            "history", "Reading the conversation",
            "prompt", "Preparing the question",
            "model", "Thinking about the answer",
            "generation", "Writing"),
        new Patience(Duration.ofSeconds(5), Duration.ofSeconds(2)),
        new Limits(
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30)));
  }
}
