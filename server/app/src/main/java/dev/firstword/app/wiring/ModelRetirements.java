package dev.firstword.app.wiring;

import dev.firstword.app.config.CatalogueModelSettings;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Stage;
import dev.firstword.operations.metrics.Metrics;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators in time which of their models will be shut down. */
final class ModelRetirements {

  private static final Logger log = LoggerFactory.getLogger(ModelRetirements.class);

  /** How long before its last day a model is warned of: providers give notice of 60 days. */
  static final int NOTICE_DAYS = 60;

  private final Map<String, LocalDate> lastDays = new ConcurrentSkipListMap<>();
  private final InstantSource clock;

  ModelRetirements(List<CatalogueModelSettings> models, InstantSource clock) {
    this.clock = clock;
    for (CatalogueModelSettings model : models) {
      KnownModels.find(model.lookupName())
          .map(known -> known.capabilities().lifecycle().retiresOn())
          .ifPresent(lastDay -> lastDays.put(model.name(), lastDay));
    }
  }

  /** Returns how many days each model has left whose end is announced; negative after its end. */
  Map<String, Long> daysLeft() {
    Map<String, Long> days = new LinkedHashMap<>();
    lastDays.forEach(
        (model, lastDay) -> days.put(model, ChronoUnit.DAYS.between(today(), lastDay)));
    return days;
  }

  /** Returns a sentence for each model that ends soon. */
  List<String> warnings() {
    return lastDays.keySet().stream().flatMap(model -> warning(model).stream()).toList();
  }

  private Optional<String> warning(String model) {
    LocalDate lastDay = lastDays.get(model);
    if (lastDay == null) {
      return Optional.empty();
    }
    long days = ChronoUnit.DAYS.between(today(), lastDay);
    if (days > NOTICE_DAYS) {
      return Optional.empty();
    }
    return Optional.of(
        days < 0
            ? "The model " + model + " was shut down after " + lastDay + ": calls to it fail."
            : "The model "
                + model
                + " will be shut down after "
                + lastDay
                + ", in "
                + days
                + " days.");
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Corrects what is known of a model, and warns of its end if that is new. */
  void update(String model, Lifecycle lifecycle) {
    LocalDate earlier = lastDays.get(model);
    LocalDate lastDay = lifecycle.retiresOn();
    if (lastDay != null) {
      lastDays.put(model, lastDay);
    } else if (lifecycle.stage() == Stage.ACTIVE) {
      lastDays.remove(model);
    }
    if (!Objects.equals(lastDays.get(model), earlier)) {
      warning(model).ifPresent(ModelRetirements::log);
    }
    if (lifecycle.stage() == Stage.RETIRED) {
      log("The provider of " + model + " says that it is retired.");
    }
  }

  void logWarnings() {
    warnings().forEach(ModelRetirements::log);
  }

  private static void log(String warning) {
    log.warn("{} Replace it in \"models\".", warning);
  }

  void registerMetrics(Metrics metrics) {
    metrics.registerGauges(
        "firstword.model.days.left",
        "Days until a model is shut down, if its provider has announced when.",
        List.of("model"),
        () -> {
          Map<List<String>, Double> values = new LinkedHashMap<>();
          daysLeft().forEach((model, days) -> values.put(List.of(model), days.doubleValue()));
          return values;
        });
  }
}
