package dev.firstword.routing;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The models that can be chosen, best (that is, dearest) first. Never empty. */
public final class Catalogue {

  private final List<CatalogueModel> bestFirst;

  public Catalogue(List<CatalogueModel> models) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a catalogue needs a model");
    }
    bestFirst =
        models.stream()
            .sorted(Comparator.comparingDouble(CatalogueModel::relativeCost).reversed())
            .toList();
  }

  public List<CatalogueModel> bestFirst() {
    return bestFirst;
  }

  public Optional<CatalogueModel> find(String name) {
    return bestFirst.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  CatalogueModel best() {
    return bestFirst.getFirst();
  }

  CatalogueModel middle() {
    return bestFirst.get(bestFirst.size() / 2);
  }

  CatalogueModel fastest() {
    return bestFirst.stream().min(Comparator.comparing(CatalogueModel::startTtftP99)).orElseThrow();
  }
}
