package dev.firstword.app;

import dev.firstword.monitor.Measure;
import dev.firstword.monitor.level.ServiceLevel;
import dev.firstword.monitor.level.ServiceLevel.Scope;
import dev.firstword.monitor.level.ServiceLevels;
import java.time.Duration;
import java.util.List;

/** Reads the part of the settings that promises something to those who wait. */
final class LevelSettingsReader {

  private static final int MOST = 100;

  private LevelSettingsReader() {}

  static ServiceLevels read(SettingsNode node) {
    if (!node.isPresent()) {
      return ServiceLevels.DEFAULTS;
    }
    List<ServiceLevel> levels = node.each(LevelSettingsReader::level);
    if (levels.size() > MOST) {
      throw node.wrong("may hold " + MOST + " levels");
    }
    if (levels.stream().map(ServiceLevel::key).distinct().count() < levels.size()) {
      throw node.wrong("has two levels of one name for the same turns");
    }
    return new ServiceLevels(levels);
  }

  private static ServiceLevel level(SettingsNode node) {
    node.only("name", "measure", "share", "limit", "profile", "tenant");
    SettingsNode measure = node.at("measure");
    if (!Measure.LEVELLED.contains(measure.requiredText())) {
      throw measure.wrong("must be one of " + String.join(", ", Measure.LEVELLED));
    }
    SettingsNode share = node.at("share");
    double promised = share.number(0);
    if (!(promised > 0 && promised < 1)) {
      throw share.wrong("must be over 0 and under 1");
    }
    Duration limit = node.at("limit").time(Duration.ZERO);
    if (!limit.isPositive()) {
      throw node.at("limit").wrong("must be a time such as 3s");
    }
    return new ServiceLevel(
        node.at("name").requiredText(),
        scope(node),
        measure.requiredText(),
        promised,
        limit.toMillis());
  }

  private static Scope scope(SettingsNode node) {
    SettingsNode profile = node.at("profile");
    SettingsNode tenant = node.at("tenant");
    if (profile.isPresent() && tenant.isPresent()) {
      throw node.wrong("is for a profile or for a tenant, not for both");
    }
    if (profile.isPresent()) {
      return new Scope.OfProfile(profile.requiredText());
    }
    return tenant.isPresent() ? new Scope.OfTenant(tenant.requiredText()) : new Scope.All();
  }
}
