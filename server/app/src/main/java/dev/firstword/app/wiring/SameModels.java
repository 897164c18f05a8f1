package dev.firstword.app.wiring;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ServedModel;
import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.core.model.ModelCapabilities;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Entries of the catalogue that are one model of a provider, in different tiers. What is measured
 * and learned of them is kept apart, by their names. They read each other's thoughts.
 */
final class SameModels {

  private SameModels() {}

  /** Returns how a provider serves those of the models that are its own. */
  static Map<String, ServedModel> servedBy(
      ProviderEndpoint endpoint, List<CatalogueModelSettings> models, String firstProvider) {
    return models.stream()
        .filter(model -> providerOf(model, firstProvider).equals(endpoint.name()))
        .collect(
            Collectors.toMap(
                CatalogueModelSettings::name, CatalogueModelSettings::served, (first, _) -> first));
  }

  private static String providerOf(CatalogueModelSettings model, String firstProvider) {
    return model.provider().isEmpty() ? firstProvider : model.provider();
  }

  /** Returns capabilities of a model that reads the thoughts of all entries of a model it reads. */
  static ModelCapabilities readingThoughts(
      ModelCapabilities capabilities,
      CatalogueModelSettings reader,
      List<CatalogueModelSettings> models) {
    Set<String> reads = new HashSet<>(capabilities.thoughts().reads());
    for (CatalogueModelSettings writer : models) {
      String id = writer.served().id();
      boolean isSame =
          id.equals(reader.served().id()) && writer.provider().equals(reader.provider());
      if (isSame || capabilities.thoughts().reads().contains(id)) {
        reads.add(writer.name());
      }
    }
    reads.remove(reader.name());
    return capabilities.withThoughtsOf(reads);
  }
}
