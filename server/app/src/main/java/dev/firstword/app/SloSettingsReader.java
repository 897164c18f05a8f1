package dev.firstword.app;

import dev.firstword.operations.record.Measure;
import dev.firstword.operations.slo.Slo;
import dev.firstword.operations.slo.Slo.Scope;
import dev.firstword.operations.slo.Slos;
import java.time.Duration;
import java.util.List;

/** Reads the service level objectives. */
final class SloSettingsReader {

  private static final int MAX_SLOS = 100;

  private SloSettingsReader() {}

  static Slos read(SettingsNode node) {
    if (!node.isPresent()) {
      return Slos.DEFAULTS;
    }
    List<Slo> slos = node.list(SloSettingsReader::slo);
    if (slos.size() > MAX_SLOS) {
      throw node.invalid("may hold " + MAX_SLOS + " objectives");
    }
    if (slos.stream().map(Slo::key).distinct().count() < slos.size()) {
      throw node.invalid("has two objectives of one name for the same turns");
    }
    return new Slos(slos);
  }

  private static Slo slo(SettingsNode node) {
    node.allowKeys("name", "measure", "target", "limit", "profile", "tenant");
    SettingsNode measure = node.at("measure");
    if (!Measure.SLO_MEASURES.contains(measure.requiredText())) {
      throw measure.invalid("must be one of " + String.join(", ", Measure.SLO_MEASURES));
    }
    SettingsNode target = node.at("target");
    double targetShare = target.number(0);
    if (!(targetShare > 0 && targetShare < 1)) {
      throw target.invalid("must be over 0 and under 1");
    }
    Duration limit = node.at("limit").duration(Duration.ZERO);
    if (!limit.isPositive()) {
      throw node.at("limit").invalid("must be a time such as 3s");
    }
    return new Slo(
        node.at("name").requiredText(),
        scope(node),
        measure.requiredText(),
        targetShare,
        limit.toMillis());
  }

  private static Scope scope(SettingsNode node) {
    SettingsNode profile = node.at("profile");
    SettingsNode tenant = node.at("tenant");
    if (profile.isPresent() && tenant.isPresent()) {
      throw node.invalid("is for a profile or for a tenant, not for both");
    }
    if (profile.isPresent()) {
      return new Scope.OfProfile(profile.requiredText());
    }
    return tenant.isPresent() ? new Scope.OfTenant(tenant.requiredText()) : new Scope.All();
  }
}
