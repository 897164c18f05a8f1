package dev.firstword.core.model;

import java.util.List;

/**
 * A model of the built-in table.
 *
 * @param name its id at its provider
 * @param aliases further ids of the same model
 * @param inputPrice dollars per million input tokens
 * @param outputPrice dollars per million output tokens
 */
public record KnownModel(
    String name,
    List<String> aliases,
    double inputPrice,
    double outputPrice,
    ModelCapabilities capabilities) {

  public KnownModel {
    aliases = List.copyOf(aliases);
  }

  KnownModel withAliases(String... others) {
    return new KnownModel(name, List.of(others), inputPrice, outputPrice, capabilities);
  }
}
