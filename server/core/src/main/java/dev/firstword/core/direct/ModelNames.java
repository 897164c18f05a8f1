package dev.firstword.core.direct;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that clients of provider-compatible APIs may use for a model: those of the configured
 * models, aliases of them, and {@link #AUTO}.
 */
public final class ModelNames {

  /** Lets the router choose. */
  public static final String AUTO = "auto";

  private final List<String> models;
  private final Map<String, String> aliases;

  /**
   * Creates the names.
   *
   * @param models the configured models
   * @param aliases other names, and the model or {@link #AUTO} that each stands for
   */
  public ModelNames(List<String> models, Map<String, String> aliases) {
    this.models = List.copyOf(models);
    this.aliases = new LinkedHashMap<>(aliases);
  }

  /**
   * Returns the model that a name stands for; null if the router chooses.
   *
   * @throws ProblemException with status 404 if there is no such model
   */
  public @Nullable String resolve(String name) {
    String target = aliases.getOrDefault(name, name);
    if (target.equals(AUTO)) {
      return null;
    }
    if (!models.contains(target)) {
      throw new ProblemException(Problem.unknownModel(name));
    }
    return target;
  }

  /** Returns whether a request may use this name. */
  public boolean contains(String name) {
    return all().contains(name);
  }

  /** Returns all names: the models, the aliases, and {@link #AUTO}. */
  public List<String> all() {
    List<String> all = new ArrayList<>(models);
    aliases.keySet().stream().filter(alias -> !all.contains(alias)).forEach(all::add);
    if (!all.contains(AUTO)) {
      all.add(AUTO);
    }
    return all;
  }
}
